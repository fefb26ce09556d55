import { traceOf } from './failures.ts'

/** Work that is asked for often and done now and then. */
export interface Occasional {
  /** Soon, unless it was done just now. */
  ask(): void
  /** At once, where it was asked for since it was last begun. */
  settle(): Promise<void>
  /** Nothing is begun from now on. */
  close(): void
}

/** Milliseconds from the end of one time to the next. */
const PAUSE = 1000
/** Times as long as it took is paused, so that what takes long takes no more than a sixth of the time. */
const SHARE = 5

/** Runs `work` at most once a second, and more seldom where it takes long. What it throws goes to `log`. */
export function occasional(work: () => Promise<void>, log: (text: string) => void): Occasional {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isAsked = false
  let isClosed = false
  let next = 0
  const run = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    isAsked = false
    const started = performance.now()
    try {
      await work()
    } catch (error) {
      log(`palate: ${traceOf(error)}\n`)
    }
    const ended = performance.now()
    next = ended + Math.max(PAUSE, SHARE * (ended - started))
    running = undefined
    if (isAsked && !isClosed) plan()
  }
  const plan = (): void => {
    timer ??= setTimeout(() => (running = run()), Math.max(0, next - performance.now()))
    timer.unref()
  }
  return {
    ask() {
      if (isClosed) return
      isAsked = true
      if (running === undefined) plan()
    },
    async settle() {
      await running
      if (isAsked) await (running = run())
    },
    close() {
      clearTimeout(timer)
      isAsked = false
      isClosed = true
    },
  }
}
