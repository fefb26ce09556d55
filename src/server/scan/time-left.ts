/** Seconds over which the rate of work is taken. */
const WINDOW = 30

/** How long work will still take, from how fast it went lately: photos differ in size, and the first takes the longest. */
export function timeLeft(now: () => number = () => performance.now()): {
  /** Of work that is at `done` of `total`; null while nothing can be said. */
  secondsLeft(done: number, total: number): number | null
} {
  let seen: { readonly at: number; readonly done: number }[] = []
  return {
    secondsLeft(done, total) {
      const at = now()
      if ((seen.at(-1)?.done ?? 0) > done) seen = [] // other work
      seen.push({ at, done })
      // One from before the window stays, so that slow work has a rate too.
      const first = seen.findLastIndex((each) => at - each.at >= 1000 * WINDOW)
      if (first > 0) seen = seen.slice(first)
      const { at: since, done: before } = seen[0]!
      if (done >= total) return 0
      if (done === before || at === since) return null
      return ((at - since) / 1000 / (done - before)) * (total - done)
    },
  }
}
