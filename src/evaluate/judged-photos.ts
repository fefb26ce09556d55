import { PalateError, UsageError } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Bed } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import { refuseSeen, type SeenPhotos, seenPhotos, type TrainedOn } from './leak-guard.ts'
import { everyone, type Rater } from './protocol.ts'

/** Photos of a bed, and which of them are judged on. */
export interface JudgedPhotos {
  /** Paths of all photos of the bed, in its order; without a pack there is no bed, and the database's photos stand for it. */
  readonly paths: readonly string[]
  /** Places of the photos that are judged on, by path, in the order of the bed. */
  readonly places: ReadonlyMap<string, number>
  /** What the pack has seen of them, which is left out. */
  readonly seen: SeenPhotos | 'unknown'
}

/**
 * The photos of a database that can be read and that the pack has not seen. `pack` is the bed's unless told: one with only
 * some of another's vectors may be held against all that the other has seen.
 * @throws {UsageError} where it has seen some, unless `excludeSeen`. @throws {PalateError} where the bed was opened on other photos.
 */
export async function judgedPhotos(
  bed: Bed | undefined,
  options: { readonly database: Database; readonly excludeSeen?: boolean; readonly pack?: Pack },
): Promise<JudgedPhotos> {
  const { database, excludeSeen = false, pack = bed?.pack } = options
  const all = (paths: readonly string[]) => new Map(paths.map((path, place) => [path, place]))
  if (bed === undefined || pack === undefined)
    return { paths: database.images, places: all(database.images), seen: 'unknown' }
  const paths = bed.photos.map(({ path }) => path)
  const rated = new Set(database.images)
  const known = new Set([...paths, ...bed.skipped.map(({ path }) => path)])
  const lost = database.images.filter((path) => !known.has(path))
  if (lost.length > 0)
    throw new PalateError(`the bed lacks ${lost.length} photos of ${database.name}; open it on all of them`)
  const seen = seenPhotos({ pack: await trainedOn(pack), photos: bed.photos.filter(({ path }) => rated.has(path)) })
  if (!excludeSeen) refuseSeen(seen)
  const left = new Set(seen === 'unknown' ? [] : [...seen.exact, ...seen.near.map(({ path }) => path)])
  const places = [...all(paths)].filter(([path]) => rated.has(path) && !left.has(path))
  return { paths, places: new Map(places), seen }
}

async function trainedOn(pack: Pack): Promise<TrainedOn> {
  const photos = await pack.photos()
  if (photos === 'unknown') return photos
  return {
    contentHashes: photos.map(({ contentHash }) => contentHash),
    perceptualHashes: photos.map(({ perceptualHash }) => perceptualHash),
  }
}

/** Raters with the places of their photos. A database without raters is one rater's, `everyone`. */
export function ratersOf(database: Database, places: ReadonlyMap<string, number>): readonly Rater[] {
  const raters = new Map<string, { photos: number[]; scores: number[] }>()
  for (const { rater, image, score } of database.rows) {
    const place = places.get(image)
    if (place === undefined) continue
    const id = rater ?? everyone
    const entry = raters.get(id) ?? { photos: [], scores: [] }
    entry.photos.push(place)
    entry.scores.push(score)
    raters.set(id, entry)
  }
  if (raters.size === 0) throw new UsageError(`${database.name}: no photo is left to evaluate on`)
  return [...raters].map(([id, entry]) => ({ id, ...entry }))
}
