import { computed, effect, signal } from '@preact/signals'
import { state } from '../store/connection.ts'
import { person } from '../store/person.ts'

/** The server tells at most twice a second how much was said: what it has not told by then, it will not. Milliseconds. */
const TOLD = 1500

/** The count after what was said here; null where the server's is as good. */
const expected = signal<number | null>(null)

const told = computed(() =>
  state.value === null ? null : (state.value.people.find(({ name }) => name === person.value)?.said ?? 0),
)

/** Things that this window's person said, undone ones left out; rises with the key press. Null before the server has told. */
export const saidCount = computed(() => (told.value === null ? null : (expected.value ?? told.value)))

let timer: number | undefined

/** Counts what was said just now, before the server tells. */
export function countSaid(more: number): void {
  if (saidCount.value === null) return
  expected.value = Math.max(0, saidCount.value + more)
  clearTimeout(timer)
  timer = window.setTimeout(() => (expected.value = null), TOLD)
}

effect(() => {
  if (told.value === expected.value) expected.value = null
})

effect(() => {
  void person.value
  expected.value = null
})
