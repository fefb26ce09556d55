import type { Catalog } from './catalog.ts'
import { FROM_FILES, ME, type Said } from './events.ts'
import { eventsInForce } from './evidence-of.ts'
import type { FileRating } from './stars/index.ts'

/** What a photo's file says of it. `unrated` and `unseen` are no judgements. */
export interface StarredPhoto {
  /** Content hash. */
  readonly photo: string
  readonly rating: FileRating
}

/** Numbers of photos. */
export interface ImportedStars {
  readonly added: number
  readonly changed: number
  /** Whose stars are no longer in the file. */
  readonly withdrawn: number
  readonly unchanged: number
}

/**
 * Brings the log to what the files say now, in one transaction: stars that are new or other are appended, and those
 * that are gone are undone. The same stars again change nothing, however often they are read.
 */
export async function importStars({
  catalog,
  person = ME,
  found,
  time,
}: {
  readonly catalog: Catalog
  readonly person?: string
  readonly found: readonly StarredPhoto[]
  readonly time?: Date
}): Promise<ImportedStars> {
  const before = new Map<string, { readonly id: number; readonly rating: FileRating }>()
  for (const event of eventsInForce(await catalog.events({ person }))) {
    if (event.source !== FROM_FILES) continue
    if (event.kind === 'star') before.set(event.photo, { id: event.id, rating: event.stars })
    if (event.kind === 'reject') before.set(event.photo, { id: event.id, rating: 'rejected' })
  }
  const said: Said[] = []
  const count = { added: 0, changed: 0, withdrawn: 0, unchanged: 0 }
  for (const { photo, rating } of new Map(found.map((each) => [each.photo, each])).values()) {
    const last = before.get(photo)
    const isRating = rating !== 'unrated' && rating !== 'unseen'
    if (isRating ? last?.rating === rating : last === undefined) {
      if (isRating) count.unchanged++
      continue
    }
    count[!isRating ? 'withdrawn' : last === undefined ? 'added' : 'changed']++
    if (last !== undefined) said.push({ kind: 'undo', undoes: last.id })
    if (isRating) said.push(rating === 'rejected' ? { kind: 'reject', photo } : { kind: 'star', photo, stars: rating })
  }
  await catalog.append({ person, source: FROM_FILES, said, ...(time === undefined ? {} : { time }) })
  return count
}
