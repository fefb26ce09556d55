import { z } from 'zod'

/** A photo's number in the catalog. Numbers are of one catalog, and stay. */
export const photoNumber = z.coerce.number().int().positive()

/** A person by name: `me`, a partner, or an album that is judged by other measures. */
export const personName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\S(.*\S)?$/u, 'a name has 1 to 100 characters and no space at its ends')
  .refine((name) => !/\p{C}/u.test(name), 'a name fits in one line')

/** What a person gave a photo: on each scale the last. */
export const given = z.strictObject({
  score: z.int().min(1).max(5).optional(),
  /** Stars that stood in the photo's file or sidecar. */
  stars: z.int().min(1).max(5).optional(),
  flag: z.enum(['pick', 'reject', 'pass']).optional(),
  duels: z.int().optional(),
  won: z.int().optional(),
})

/** What a taste expects of a photo. */
export const expected = z.strictObject({
  /** 1 to 5: those that the person would most probably give. */
  stars: z.int().min(1).max(5),
  /** P(exactly these stars). */
  probability: z.number(),
  /** Only the order of scores means something. */
  score: z.number(),
  /** Standard deviation of the score. */
  deviation: z.number(),
})

/** A photo as a cell of the grid shows it. */
export const card = z.strictObject({
  id: z.int(),
  /** Base name of its file. */
  name: z.string(),
  /** Folder of its file, below an opened folder; empty for that folder itself. Where several are opened, its name comes first. */
  folder: z.string(),
  /** Size in pixels as it is looked at. */
  width: z.int(),
  height: z.int(),
  /** ISO 8601 without a zone: what the camera's clock showed. */
  takenAt: z.string().nullable(),
  given: given.nullable(),
  expected,
  /** 1 for the best photo of the library by this taste. */
  place: z.int(),
  /** How many near duplicates stand together, itself included; 1 for a photo of its own. */
  series: z.int(),
})

export const cards = z.strictObject({ photos: z.array(card) })

/** All that is known of one photo. */
export const photoDetails = card.extend({
  /** Absolute: every file in the opened folders that holds this photo, RAW files taken with it among them. */
  files: z.array(z.string()),
  camera: z.string().nullable(),
  lens: z.string().nullable(),
  /** Number of photos that `place` is one of. */
  of: z.int(),
})

/** Where a score comes from: score = prior + databases + rated + others + own. */
export const why = z.strictObject({
  score: z.number(),
  deviation: z.number(),
  /** What people in general think of it. */
  prior: z.number(),
  /** What each database's vector adds or takes, beyond the prior. */
  databases: z.array(z.strictObject({ name: z.string(), part: z.number() })),
  /** Rated photos that it resembles, those that weigh most first. */
  rated: z.array(
    z.strictObject({
      /** Null where the photo no longer lies in the opened folders. */
      photo: z.int().nullable(),
      name: z.string().nullable(),
      /** `rated 5`, `picked`. */
      said: z.string(),
      part: z.number(),
      /** Cosine in [-1, 1]. */
      similarity: z.number(),
    }),
  ),
  /** All other rated photos. */
  others: z.number(),
  /** What the person's rating of this very photo adds: a rated photo stands where its rating puts it. */
  own: z.number(),
})

export type Given = z.output<typeof given>
export type Expected = z.output<typeof expected>
export type Card = z.output<typeof card>
export type PhotoDetails = z.output<typeof photoDetails>
export type Why = z.output<typeof why>
