/**
 * The one family of errors that palate throws on purpose. The message is a whole sentence for the person who reads it:
 * where, what was expected, what was found, and what to do. The command line prints it without a stack trace.
 */
export class PalateError extends Error {
  /** Exit status of the command line: 1 the work failed, 2 the command or its input was wrong. */
  readonly exitCode: 1 | 2

  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: 1 | 2 } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.exitCode = options.exitCode ?? 1
  }
}

/** A tensor or graph node has another shape than the operation needs. */
export class ShapeError extends PalateError {}

/** A file is not what its kind promises: truncated, misshapen, of another version, or with code in it. */
export class FormatError extends PalateError {}

/** The command, an option or a value given by the user cannot be meant. Exit status 2. */
export class UsageError extends PalateError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { ...options, exitCode: 2 })
  }
}

/** Something that the work needs is not there: a file, a base, a database, weights. */
export class MissingError extends PalateError {}

/** The user stopped the work (Ctrl-C). What was finished is kept. */
export class CancelledError extends PalateError {}

/** The message of anything thrown, for wrapping into a sentence of ours. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
