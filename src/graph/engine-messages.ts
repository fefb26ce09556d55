import type { ErrorRecord } from '../core/index.ts'
import type { EngineOptions, Feeds } from './engine.ts'
import type { CompiledGraph } from './writer.ts'

/** What the thread of `openWorkerEngine` is asked to do. Sessions are numbered by the caller. */
export type EngineRequest =
  | { readonly kind: 'open'; readonly options: EngineOptions }
  | { readonly kind: 'load'; readonly session: number; readonly graph: CompiledGraph }
  | { readonly kind: 'bind'; readonly session: number; readonly feeds: Feeds }
  | { readonly kind: 'run'; readonly session: number; readonly feeds: Feeds }
  | { readonly kind: 'close'; readonly session: number }
  /** The thread ends itself: what was asked before and is not begun is left. Not answered. */
  | { readonly kind: 'end' }

export interface EngineCall {
  readonly id: number
  readonly request: EngineRequest
}

/** The outcome of the call of that number: a run's results, nothing, or an error. */
export interface EngineReply {
  readonly id: number
  readonly result?: unknown
  readonly error?: ErrorRecord
}
