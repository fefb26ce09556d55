import { z } from 'zod'
import { personName } from './photos.ts'

/** A day, such as 2024-05-31. */
const day = z.iso.date()

/** Whose taste: one person's, or one balanced with another's. */
export const viewer = z.object({
  person: personName.default('me'),
  /** Another person, whose taste is merged in with the same weight. */
  with: personName.optional(),
})

/** Which photos, in which order. Nothing is left out that is not asked for. */
export const orderQuery = viewer.extend({
  /** Best, newest, first by name, or least sure first. Photos without a date come last, turned round or not. */
  by: z.enum(['taste', 'date', 'name', 'unsure']).default('taste'),
  /** Turns the order round: worst, oldest, last or surest first. */
  reverse: z.stringbool().default(false),
  /** First and last day, both included, by the camera's clock. */
  from: day.optional(),
  to: day.optional(),
  camera: z.string().max(200).optional(),
  /** A folder as `card.folder` names it, with all folders in it. */
  folder: z.string().max(4096).optional(),
  /** What was given: `rated` is a score, stars, a pick or a reject; a number is that score or those stars. */
  given: z.enum(['rated', 'unrated', 'picked', 'rejected', '1', '2', '3', '4', '5']).optional(),
  /** At least so many predicted stars. */
  stars: z.coerce.number().int().min(1).max(5).optional(),
  /** Only the third of which the taste is least sure. */
  unsure: z.stringbool().default(false),
  /** Of near duplicates only the first in this order; the others stand behind it. */
  grouped: z.stringbool().default(false),
})

export const order = z.strictObject({
  /** Numbers of the photos, first to last. */
  ids: z.array(z.int()),
  /** The last thing said that the order follows from; 0 for none. */
  event: z.int(),
})

/** What the library can be filtered by. */
export const facets = z.strictObject({
  cameras: z.array(z.strictObject({ name: z.string(), photos: z.int() })),
  folders: z.array(z.strictObject({ name: z.string(), photos: z.int() })),
  /** First and last day; null where no photo has a date. */
  days: z.strictObject({ first: day, last: day }).nullable(),
})

export type Viewer = z.output<typeof viewer>
export type OrderQuery = z.output<typeof orderQuery>
export type Order = z.output<typeof order>
export type Facets = z.output<typeof facets>
