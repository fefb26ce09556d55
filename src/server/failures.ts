import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import { FormatError, messageOf, MissingError, PalateError, UsageError } from '../core/index.ts'
import type { Failure } from './messages/index.ts'

export type FailureStatus = 400 | 404 | 409 | 413 | 500

/** What a thrown error is to the client: 400 cannot be meant, 404 not there, 409 something is in the way, else our defect. */
export function failureOf(error: unknown): { readonly status: FailureStatus; readonly error: string } {
  if (error instanceof UsageError || error instanceof FormatError) return { status: 400, error: error.message }
  if (error instanceof MissingError) return { status: 404, error: error.message }
  if (error instanceof PalateError) return { status: 409, error: error.message }
  if (error instanceof HTTPException && error.status < 500)
    return { status: error.status === 413 ? 413 : 400, error: error.message || 'the request cannot be read' }
  return { status: 500, error: 'palate met an error of its own; the terminal in which it runs says more' }
}

/** For the log: what was thrown on purpose is one sentence, a defect of ours has its trace. */
export function traceOf(error: unknown): string {
  return error instanceof PalateError ? error.message : ((error as Error).stack ?? messageOf(error))
}

/** Answers what was thrown. The trace of a defect goes to `log` alone. */
export function answerFailure(log: (text: string) => void): (error: Error, context: Context) => Response {
  return (thrown, context) => {
    const { status, error } = failureOf(thrown)
    if (status === 500) log(`palate: unexpected error, please report it\n${traceOf(thrown)}\n`)
    // What was not read of a body that is too large would be taken for the next request.
    if (status === 413) context.header('Connection', 'close')
    return context.json({ error } satisfies Failure, status)
  }
}

/** A request that its schema refuses, in one sentence: `person: a name fits in one line`. */
export function answerInvalid(
  result: { readonly success: true } | { readonly success: false; readonly error: Pick<z.ZodError, 'issues'> },
  context: Context,
): Response | undefined {
  if (result.success) return undefined
  const { path, message } = result.error.issues[0]!
  const where = path.map(String).join('.')
  return context.json({ error: where === '' ? message : `${where}: ${message}` } satisfies Failure, 400)
}
