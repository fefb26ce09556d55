import { CancelledError, FormatError, messageOf, MissingError, PalateError, ShapeError, UsageError } from './errors.ts'

/** An error on its way to another thread: cloning would keep the message and lose the class. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: string | undefined
  /** Of a PalateError. */
  readonly exitCode: 1 | 2 | undefined
}

export function toErrorRecord(error: unknown): ErrorRecord {
  const { name, message, stack, cause } = error instanceof Error ? error : new Error(messageOf(error))
  const exitCode = error instanceof PalateError ? error.exitCode : undefined
  return { name, message, stack, cause: cause === undefined ? undefined : messageOf(cause), exitCode }
}

/** Those that are thrown on purpose; anything else arrives as a plain Error. */
const classes = { PalateError, ShapeError, FormatError, UsageError, MissingError, CancelledError } as const

export function fromErrorRecord({ name, message, stack, cause, exitCode }: ErrorRecord): Error {
  const options = cause === undefined ? {} : { cause: new Error(cause) }
  const error = isKnown(name)
    ? new classes[name](message, { ...options, ...(exitCode === undefined ? {} : { exitCode }) })
    : new Error(message, options)
  if (stack !== undefined) error.stack = stack
  return error
}

function isKnown(name: string): name is keyof typeof classes {
  return Object.hasOwn(classes, name)
}
