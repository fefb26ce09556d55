import { computed, effect, signal } from '@preact/signals'
import { state } from '../store/connection.ts'
import { person } from '../store/person.ts'

/** Said here since the server last told how much was said: it tells at most twice a second. */
const ahead = signal(0)

effect(() => {
  void [state.value, person.value]
  ahead.value = 0
})

/** Things that this window's person said, undone ones left out; rises with the key press. Null before the server has told. */
export const saidCount = computed(() => {
  if (state.value === null) return null
  const told = state.value.people.find(({ name }) => name === person.value)?.said ?? 0
  return Math.max(0, told + ahead.value)
})

export function countSaid(more: number): void {
  ahead.value += more
}
