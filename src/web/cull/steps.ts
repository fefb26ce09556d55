import { signal } from '@preact/signals'

/** One press of a key, which may say something of many frames: one undo takes all of it back. */
export interface Step {
  /** Ascending in the order of the keys. */
  readonly number: number
  /** In words: `Kept IMG_1.jpg`. */
  readonly words: string
  /** What has to be undone; to clear is many things in the log, which come back as the last thing said. */
  readonly kind: 'flags' | 'stars' | 'clear'
  readonly said: readonly Saying[]
}

interface Saying {
  readonly photo: number
  /** Its number in the log once it is kept. */
  event: number | null
}

/** What this window did in this shoot, last one last. */
export const steps = signal<readonly Step[]>([])

/** Enough to take back a slip that was noticed late. */
const KEPT = 1000

let count = 0

/** Begins with another shoot, or as another person. */
export function beginSteps(): void {
  steps.value = []
}

export function noteStep(
  kind: Step['kind'],
  { words, of }: { readonly words: string; readonly of: readonly number[] },
): Step {
  const step: Step = { number: ++count, words, kind, said: of.map((photo) => ({ photo, event: null })) }
  putBack(step)
  return step
}

/** Puts a step where it was, before those that were done since. */
export function putBack(step: Step): void {
  steps.value = [...steps.value, step].sort((a, b) => a.number - b.number).slice(-KEPT)
}

export function forgetStep({ number }: Step): void {
  steps.value = steps.value.filter((other) => other.number !== number)
}

/** The last step, which is forgotten: another press is for the one before it. Null where there is none. */
export function takeLastStep(): Step | null {
  const step = steps.peek().at(-1) ?? null
  if (step !== null) forgetStep(step)
  return step
}

/** What is left of a step to be undone, last one first: what could not be kept is not in the log. */
export function keptOf({ said }: Step): readonly (Saying & { readonly event: number })[] {
  return said.flatMap((saying) => (saying.event === null ? [] : [{ ...saying, event: saying.event }])).reverse()
}
