import { traceOf } from './failures.ts'
import type { AppState } from './messages/index.ts'

/** Tells every page how things stand, at most twice a second. */
export interface StateKeeper {
  current(): Promise<AppState>
  /** Something in it changed. */
  touch(): void
  close(): void
}

const INTERVAL = 500

export function keepState({
  read,
  send,
  log,
  now = () => performance.now(),
}: {
  readonly read: () => Promise<AppState>
  readonly send: (state: AppState) => void
  readonly log: (text: string) => void
  readonly now?: () => number
}): StateKeeper {
  let timer: NodeJS.Timeout | undefined
  let sent = Number.NEGATIVE_INFINITY
  let closed = false
  const tell = async (): Promise<void> => {
    timer = undefined
    sent = now()
    try {
      const state = await read()
      if (!closed) send(state)
    } catch (error) {
      log(`palate: cannot say how things stand\n${traceOf(error)}\n`)
    }
  }
  return {
    current: read,
    touch() {
      if (closed) return
      timer ??= setTimeout(() => void tell(), Math.max(0, sent + INTERVAL - now()))
      timer.unref()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
