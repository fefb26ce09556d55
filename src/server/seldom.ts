import { traceOf } from './failures.ts'

/** Work that is asked for often, and done for each at most twice a second: the first time at once, and after the last. */
export interface Seldom<T> {
  ask(of: T): void
  close(): void
}

const INTERVAL = 500

/** What `work` throws goes to `log`. */
export function seldom<T>(work: (of: T) => Promise<void>, log: (text: string) => void): Seldom<T> {
  let timer: NodeJS.Timeout | undefined
  let last = Number.NEGATIVE_INFINITY
  const waiting = new Set<T>()
  let isClosed = false
  return {
    ask(of) {
      if (isClosed) return
      waiting.add(of)
      timer ??= setTimeout(
        () => {
          timer = undefined
          last = performance.now()
          for (const each of waiting) work(each).catch((error: unknown) => log(`palate: ${traceOf(error)}\n`))
          waiting.clear()
        },
        Math.max(0, last + INTERVAL - performance.now()),
      )
      timer.unref()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
