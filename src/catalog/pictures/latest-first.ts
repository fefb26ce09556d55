import { CancelledError } from '../../core/index.ts'

/** Work that waits for its turn, with everybody who asked for it. */
interface Job<T> {
  readonly key: string
  readonly work: () => Promise<T>
  readonly askers: Set<Asker<T>>
}

interface Asker<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

export interface LatestFirst<T> {
  /**
   * Runs `work` in its turn; who asks for the same key meanwhile gets the same result, and brings its turn forward.
   * @throws {CancelledError} as soon as the signal fires, or after `stop`. Work that nobody waits for is not begun.
   */
  ask(job: { readonly key: string; readonly work: () => Promise<T>; readonly signal?: AbortSignal }): Promise<T>
  /** Lets go of all that has not begun. @returns when what has begun is done. */
  stop(): Promise<void>
}

/** Runs at most `most` works at a time, what was asked for last first: people scroll, and look at what they reached. */
export function latestFirst<T>(most: number): LatestFirst<T> {
  const jobs = new Map<string, Job<T>>()
  /** In the order in which they were asked for. */
  const waiting = new Set<Job<T>>()
  const running = new Set<Promise<void>>()
  let stopped = false

  const begin = (): void => {
    while (running.size < most && waiting.size > 0) {
      const job = [...waiting].at(-1)!
      waiting.delete(job)
      const run: Promise<void> = settle(job).finally(() => {
        jobs.delete(job.key)
        running.delete(run)
        begin()
      })
      running.add(run)
    }
  }

  return {
    ask({ key, work, signal }) {
      if (signal?.aborted === true || stopped) return Promise.reject(notWanted())
      const { promise, resolve, reject } = withResolvers<T>()
      const known = jobs.get(key)
      const job = known ?? { key, work, askers: new Set() }
      const cancel = (): void => {
        job.askers.delete(asker)
        if (job.askers.size === 0 && waiting.delete(job)) jobs.delete(key)
        reject(notWanted())
      }
      const asker: Asker<T> = { resolve, reject }
      job.askers.add(asker)
      jobs.set(key, job)
      if (known === undefined || waiting.delete(job)) waiting.add(job)
      signal?.addEventListener('abort', cancel, { once: true })
      begin()
      return promise.finally(() => signal?.removeEventListener('abort', cancel))
    },
    async stop() {
      stopped = true
      for (const { askers, key } of waiting) {
        for (const { reject } of askers) reject(notWanted())
        jobs.delete(key)
      }
      waiting.clear()
      await Promise.all(running)
    },
  }
}

async function settle<T>({ work, askers }: Job<T>): Promise<void> {
  try {
    const value = await work()
    for (const { resolve } of askers) resolve(value)
  } catch (error) {
    for (const { reject } of askers) reject(error)
  }
}

function notWanted(): CancelledError {
  return new CancelledError('the picture was no longer wanted')
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => {}, () => {}]
  const promise = new Promise<T>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}
