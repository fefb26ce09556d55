import { z } from 'zod'
import { UsageError } from '../core/index.ts'

/** The person who rates where nobody is named. */
export const ME = 'me'

/** The source of stars that stood in photos' files. */
export const FROM_FILES = 'xmp'

/**
 * Sources that something was read from which a person had said elsewhere, years ago perhaps: taking back the last thing
 * said here passes over them. What files say beside stars has a source of its own, so that reading stars alone leaves it.
 */
export const FROM_ELSEWHERE = [FROM_FILES, 'xmp-flags', 'lightroom', 'darktable', 'keepers'] as const

const photo = z.string().regex(/^[0-9a-f]{64}$/, 'a photo is named by its content hash, 64 hexadecimal digits')
const level = z.literal([1, 2, 3, 4, 5])

/**
 * Ends the source of undos that clear what a photo was given, such as `app/clear`: things said of a photo, which can be
 * taken back like all others.
 */
export const CLEARING = '/clear'

/**
 * What a person may say of photos. A star is one that stood in a file already; a score was given here. A photo was passed
 * where it was seen and another was taken: that says nothing of how good it is by itself.
 */
export const saidSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('score'), photo, score: level }),
    z.strictObject({ kind: z.literal('star'), photo, stars: level }),
    z.strictObject({ kind: z.literal(['pick', 'reject', 'pass']), photo }),
    z.strictObject({ kind: z.literal('duel'), left: photo, right: photo, winner: z.enum(['left', 'right', 'tie']) }),
    /** Takes back an event: a rating, or an undo of one, which then counts again. */
    z.strictObject({ kind: z.literal('undo'), undoes: z.int().positive() }),
  ])
  .refine((said) => said.kind !== 'duel' || said.left !== said.right, 'a photo cannot be compared with itself')

export type Said = z.output<typeof saidSchema>

/** Something said, as the log keeps it. */
export type LoggedEvent = Said & {
  /** Ascending in the order of saying. */
  readonly id: number
  readonly person: string
  /** ISO 8601 in UTC, to the millisecond. */
  readonly time: string
  /** Where it was said: `cli`, `app`, `app/clear`, or one of `FROM_ELSEWHERE`. */
  readonly source: string
}

/** Who says it, and where. */
export interface Speaker {
  readonly person: string
  readonly source: string
  readonly time?: Date
}

/** @throws {UsageError} for what cannot be meant. */
export function requireSaid(said: readonly unknown[]): readonly Said[] {
  return said.map((item) => {
    const parsed = saidSchema.safeParse(item)
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!
      throw new UsageError(`this cannot be said of photos: ${[...path, message].join(': ')}`)
    }
    return parsed.data
  })
}

/** @throws {UsageError} unless it is a name that fits in a line. */
export function requirePerson(person: string): void {
  if (/^\S(.{0,98}\S)?$/u.test(person) && !/\p{C}/u.test(person)) return
  throw new UsageError(`${JSON.stringify(person.slice(0, 120))} is no name: 1 to 100 characters in one line`)
}
