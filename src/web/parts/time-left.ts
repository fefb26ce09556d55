/** How far work was when it was first heard of, and when that was in ms. */
export interface FirstHeard {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly at: number
}

/** What the pace of work is taken from: its beginning, anew for each part of it. */
export function firstHeard(
  before: FirstHeard | null,
  now: { readonly label: string; readonly done: number; readonly total: number; readonly at: number },
): FirstHeard {
  const isSame = before !== null && before.label === now.label && before.total === now.total && before.done <= now.done
  return isSame ? before : now
}

/** Seconds that the rest takes at the pace so far; null while nothing can be said. */
export function secondsLeft(
  first: FirstHeard,
  { done, at }: { readonly done: number; readonly at: number },
): number | null {
  const seconds = (at - first.at) / 1000
  if (done <= first.done || seconds < 2) return null
  return (seconds / (done - first.done)) * (first.total - done)
}
