import { setImmediate } from 'node:timers/promises'
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

/** Photos of one transaction: a rating waits for no more than that. */
const PART = 100

/**
 * Brings the log to what the files say now: stars that are new or other are appended, and those that are gone are undone.
 * The same stars again change nothing, however often they are read. It is done in parts, between which others are
 * answered; where it was stopped in the middle, the next time goes on from there.
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
  const before = await starsInLog(catalog, person)
  const count = { added: 0, changed: 0, withdrawn: 0, unchanged: 0 }
  let said: Said[] = []
  let photos = 0
  const keep = async (): Promise<void> => {
    await catalog.append({ person, source: FROM_FILES, said, ...(time === undefined ? {} : { time }) })
    said = []
    await setImmediate() // SQLite answers at once: without it nobody else would be
  }
  for (const { photo, rating } of new Map(found.map((each) => [each.photo, each])).values()) {
    const last = before.get(photo)
    const isRating = rating !== 'unrated' && rating !== 'unseen'
    if (isRating ? last?.rating === rating : last === undefined) {
      if (isRating) count.unchanged++
      continue
    }
    count[!isRating ? 'withdrawn' : last === undefined ? 'added' : 'changed']++
    for (const undoes of last?.events ?? []) said.push({ kind: 'undo', undoes })
    if (isRating) said.push(rating === 'rejected' ? { kind: 'reject', photo } : { kind: 'star', photo, stars: rating })
    if (++photos % PART === 0) await keep()
  }
  await keep()
  return count
}

interface StarsInLog {
  readonly rating: FileRating
  /** More than one where two imports ran at once: all of them have to be undone. */
  readonly events: readonly number[]
}

/** What was taken from files and is in force, by content hash. */
async function starsInLog(catalog: Catalog, person: string): Promise<ReadonlyMap<string, StarsInLog>> {
  const found = new Map<string, StarsInLog>()
  for (const event of eventsInForce(await catalog.events({ person }))) {
    if (event.source !== FROM_FILES || (event.kind !== 'star' && event.kind !== 'reject')) continue
    const rating = event.kind === 'star' ? event.stars : 'rejected'
    found.set(event.photo, { rating, events: [...(found.get(event.photo)?.events ?? []), event.id] })
  }
  return found
}
