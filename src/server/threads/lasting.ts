import { messageOf, PalateError } from '../../core/index.ts'

/** What lives in a thread of its own, and dies with it. */
export interface Mortal {
  /** Why it is there no more, closed or broken off; undefined while it lives. */
  ended(): PalateError | undefined
  close(): Promise<void>
}

/** The same, opened anew where it died. */
export interface Lasting<T> {
  /** Where it dies meanwhile it is asked once more, of another one: nothing may be done that cannot be done twice. */
  ask<R>(work: (living: T) => Promise<R>): Promise<R>
  /** Whether it was opened, or is being opened. */
  isOpen(): boolean
  close(): Promise<void>
}

/**
 * Opens what may die when it is first asked, and again whenever it is asked and found dead. What `open` throws is thrown
 * to whoever asks; the next one tries again. `log` is told why it died.
 */
export function lasting<T extends Mortal>(open: () => Promise<T>, log: (text: string) => void): Lasting<T> {
  let current: Promise<T> | undefined
  let isClosed = false
  const start = (): Promise<T> => {
    const opening = open()
    opening.catch(() => current === opening && (current = undefined))
    return (current = opening)
  }
  const living = async (): Promise<T> => {
    if (isClosed) throw new PalateError('palate is closing; start it again')
    const opened = current ?? start()
    const found = await opened
    const death = found.ended()
    if (death === undefined || isClosed) return found
    if (current !== opened) return current ?? start() // another one that found it dead has been here
    log(`palate: ${death.message} (it was started again)\n${traceOf(death)}`)
    return start()
  }
  return {
    async ask(work) {
      const found = await living()
      try {
        return await work(found)
      } catch (error) {
        if (found.ended() === undefined || isClosed) throw error
        return work(await living())
      }
    },
    isOpen: () => current !== undefined,
    async close() {
      isClosed = true
      const found = await current?.catch(() => undefined)
      await found?.close()
    },
  }
}

function traceOf({ cause }: PalateError): string {
  return cause === undefined ? '' : `${(cause as Error).stack ?? messageOf(cause)}\n`
}
