import { z } from 'zod'
import { card, personName } from './photos.ts'

const photo = z.int().positive()

/** What may be said of photos. `clear` takes back the score or the flag of a photo, whenever it was given. */
export const said = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('score'), photo, score: z.int().min(1).max(5) }),
  z.strictObject({ kind: z.literal(['pick', 'reject', 'pass']), photo }),
  z.strictObject({ kind: z.literal('duel'), left: photo, right: photo, winner: z.enum(['left', 'right', 'tie']) }),
  z.strictObject({ kind: z.literal('clear'), photo, what: z.enum(['score', 'flag']) }),
])

export const saying = z.strictObject({ person: personName.default('me'), said })

/** Answered once it is on disk. */
export const acknowledged = z.strictObject({
  /** Its number in the log, by which it can be undone; null where there was nothing to clear. */
  event: z.int().nullable(),
})

export const undoing = z.strictObject({
  person: personName.default('me'),
  /** A thing said; without it the last that was said in the app. */
  event: z.int().positive().optional(),
})

/** What was taken back: null where there was nothing. */
export const undone = z.strictObject({
  event: z.int().nullable(),
  /** The photos it was said of. */
  photos: z.array(z.int()),
})

export const nextQuery = z.object({
  person: personName.default('me'),
  count: z.coerce.number().int().min(1).max(50).default(4),
  /** Photos already in hand: `12,99`. */
  exclude: z
    .string()
    .regex(/^\d+(,\d+){0,199}$/)
    .optional(),
})

export const pairQuery = nextQuery.omit({ count: true })

/** Two photos whose comparison teaches most, rated ones once no others are left; null where there are fewer than two. */
export const pair = z.strictObject({
  pair: z
    .strictObject({
      left: card,
      right: card,
      /** P(the left one is liked more). */
      preference: z.number(),
    })
    .nullable(),
})

/** The latest things said, last first. */
export const log = z.strictObject({
  said: z.array(
    z.strictObject({
      event: z.int(),
      time: z.string(),
      /** `scored 4`, `picked`, `preferred to`. */
      what: z.string(),
      photos: z.array(z.int()),
      undone: z.boolean(),
    }),
  ),
})

export type SaidOfPhoto = z.output<typeof said>
export type Saying = z.input<typeof saying>
export type Acknowledged = z.output<typeof acknowledged>
export type Undone = z.output<typeof undone>
export type Pair = z.output<typeof pair>
export type Log = z.output<typeof log>
