import type { AppState } from './messages/index.ts'
import { seldom } from './seldom.ts'

/** Tells every page how things stand, at most twice a second. */
export interface StateKeeper {
  current(): Promise<AppState>
  /** Something in it changed. */
  touch(): void
  close(): void
}

export function keepState({
  read,
  send,
  log,
}: {
  readonly read: () => Promise<AppState>
  readonly send: (state: AppState) => void
  readonly log: (text: string) => void
}): StateKeeper {
  let isClosed = false
  const telling = seldom(async () => {
    const state = await read()
    if (!isClosed) send(state)
  }, log)
  return {
    current: read,
    touch: () => telling.ask('state'),
    close() {
      isClosed = true
      telling.close()
    },
  }
}
