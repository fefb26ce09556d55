import { messageOf, PalateError, ShapeError } from '../core/index.ts'
import type { EngineOptions, Feeds } from './engine.ts'
import type { CompiledGraph } from './writer.ts'

/** What the thread of `openWorkerEngine` is asked to do. Sessions are numbered by the caller. */
export type EngineRequest =
  | { readonly kind: 'open'; readonly options: EngineOptions }
  | { readonly kind: 'load'; readonly session: number; readonly graph: CompiledGraph }
  | { readonly kind: 'bind'; readonly session: number; readonly feeds: Feeds }
  | { readonly kind: 'run'; readonly session: number; readonly feeds: Feeds }
  | { readonly kind: 'close'; readonly session: number }

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

/** An error on its way to another thread: cloning would keep the message and lose the class. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: string | undefined
}

export function toErrorRecord(error: unknown): ErrorRecord {
  const { name, message, stack, cause } = error instanceof Error ? error : new Error(messageOf(error))
  return { name, message, stack, cause: cause === undefined ? undefined : messageOf(cause) }
}

/** The error classes that `graph` throws on purpose; anything else arrives as a plain Error. */
const classes = { PalateError, ShapeError } as const

export function fromErrorRecord({ name, message, stack, cause }: ErrorRecord): Error {
  const options = cause === undefined ? {} : { cause: new Error(cause) }
  const error = isKnown(name) ? new classes[name](message, options) : new Error(message, options)
  if (stack !== undefined) error.stack = stack
  return error
}

function isKnown(name: string): name is keyof typeof classes {
  return Object.hasOwn(classes, name)
}
