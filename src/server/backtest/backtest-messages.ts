import type { BacktestReport } from '../../archive/index.ts'
import type { ErrorRecord, ProgressEvent } from '../../core/index.ts'

/** What a backtest is made of: plain data, for it crosses into a thread. */
export interface BacktestRequest {
  /** Path of the catalog, of which the thread has a connection of its own. */
  readonly catalog: string
  /** Folder of the pack. */
  readonly pack: string
  /** Of the pack: another one in the same folder ranks otherwise. */
  readonly packHash: string
  /** Absolute paths of the opened folders. */
  readonly folders: readonly string[]
  /** File of what shoots are cut by. */
  readonly shoots: string
  readonly person: string
}

export type BacktestReply =
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  | { readonly kind: 'done'; readonly report: BacktestReport }
  | { readonly kind: 'failed'; readonly error: ErrorRecord }
