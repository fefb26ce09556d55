import { z } from 'zod'
import { orderQuery } from './order.ts'
import { personName } from './photos.ts'

/** Stars that stand in files and sidecars of the opened folders. */
export const starCounts = z.strictObject({
  /** Photos with 1, 2, 3, 4 and 5 stars. */
  stars: z.array(z.int()).length(5),
  rejected: z.int(),
  /** A rating of 0: looked at, no star. */
  unrated: z.int(),
  /** No rating at all. */
  unseen: z.int(),
  /** Photos with predicted stars, whatever else is said of them. */
  predicted: z.int(),
})

export const importingStars = z.strictObject({ person: personName.default('me') })
export const importedStars = z.strictObject({
  added: z.int(),
  changed: z.int(),
  withdrawn: z.int(),
  unchanged: z.int(),
})

/** Which stars are to be written, and where. */
export const starsToWrite = z.strictObject({
  person: personName.default('me'),
  /** `given` are scores of this person; `predicted` those that the taste expects, kept apart from ratings and marked. */
  kind: z.enum(['given', 'predicted']),
  /** `photos`: into JPEG files themselves; other kinds, and those whose sidecars hold stars, are left out. */
  into: z.enum(['sidecars', 'photos']).default('sidecars'),
  /** Writes predicted stars as ratings that other programs show, marked, where the photo has none. */
  asRating: z.boolean().default(false),
  /** Without it nothing is written: what would be is shown. */
  apply: z.boolean().default(false),
})

export const writtenStars = z.strictObject({
  applied: z.boolean(),
  /** Files written, or that would be. */
  count: z.int(),
  /** Photos of which the files say it already. */
  same: z.int(),
  /** Rated by hand in their files, which stays. */
  rated: z.int(),
  /** The first hundred. */
  planned: z.array(
    z.strictObject({
      name: z.string(),
      /** The sidecar, or the photo itself. */
      file: z.string(),
      isNew: z.boolean(),
      before: z.string(),
      stars: z.int(),
      /** What the file says afterwards, in a word, where that is a flag: `picked`, `rejected`. */
      becomes: z.string().optional(),
    }),
  ),
  /** One sentence for each of the first fifty that were left out. */
  skipped: z.array(z.string()),
  /** Names what `undo` takes back; null where nothing was written. */
  journal: z.string().nullable(),
})

export const undoneStars = z.strictObject({
  restored: z.int(),
  removed: z.int(),
  untouched: z.int(),
  /** Changed since, and left as they are. */
  left: z.array(z.string()),
})

/** What is exported: the first of an order. */
export const exporting = z.strictObject({
  /** `csv`, `json` and `html` (a contact sheet) are downloads; `links` and `copies` a folder on this machine. */
  format: z.enum(['csv', 'json', 'html', 'links', 'copies']),
  order: orderQuery.partial(),
  /** At most so many; without it all. */
  top: z.int().min(1).max(1_000_000).optional(),
})

export const exportedFolder = z.strictObject({
  /** Absolute. */
  folder: z.string(),
  written: z.int(),
  skipped: z.array(z.string()),
})

/** A folder by its absolute path. */
export const folder = z.strictObject({ path: z.string().min(1).max(4096) })
export const packToUse = z.strictObject({ name: z.string().min(1).max(200) })

export type StarCounts = z.output<typeof starCounts>
export type WrittenStars = z.output<typeof writtenStars>
export type Exporting = z.input<typeof exporting>
export type ExportedFolder = z.output<typeof exportedFolder>
