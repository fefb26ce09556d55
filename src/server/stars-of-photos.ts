import { setImmediate } from 'node:timers/promises'
import { type FileRating, isInFolders, type PlacedPhoto, readStars, type Stars } from '../catalog/index.ts'
import type { Job } from '../core/index.ts'
import type { AppContext } from './app-context.ts'

/** A photo with what its files say of it. */
export interface StarsOfPhoto {
  readonly photo: string
  /** Its first file. */
  readonly path: string
  readonly rating: FileRating
  readonly predicted: Stars | null
}

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'libraries'>

/** Photos asked for together. */
const PAGE = 500

/** The photos of the opened folders by name, in pages, each with those of its files that lie there. */
export async function* openedPhotos({ catalog, folders, libraries }: Parts): AsyncGenerator<readonly PlacedPhoto[]> {
  const { ids } = await libraries.quick((library) =>
    library.order({ person: 'me', by: 'name', reverse: false, unsure: false, grouped: false }),
  )
  const here = folders.list().flatMap(({ path, here: isHere }) => (isHere ? [path] : []))
  for (let start = 0; start < ids.length; start += PAGE) {
    await setImmediate() // SQLite answers at once: without it nobody else would be answered until the last page
    const photos = await catalog.photos(ids.subarray(start, start + PAGE))
    yield photos
      .map((photo) => ({ ...photo, paths: photo.paths.filter((path) => isInFolders(path, here)) }))
      .filter(({ paths }) => paths.length > 0)
  }
}

/** What the files of all photos say. Of copies that say different things, the first that is rated counts. */
export async function starsOfPhotos(
  app: Parts,
  job: Job,
): Promise<{ readonly photos: readonly StarsOfPhoto[]; readonly skipped: readonly string[] }> {
  const hashOf = new Map<string, string>()
  for await (const photos of openedPhotos(app))
    for (const { contentHash, paths } of photos) for (const path of paths) hashOf.set(path, contentHash)
  const read = await readStars([...hashOf.keys()], job)
  const found = new Map<string, StarsOfPhoto>()
  for (const { path, rating, predicted } of read.photos) {
    const photo = hashOf.get(path)!
    const before = found.get(photo)
    if (before === undefined) found.set(photo, { photo, path, rating, predicted })
    else if (rankOf(rating) > rankOf(before.rating)) found.set(photo, { ...before, rating })
  }
  return { photos: [...found.values()], skipped: read.skipped.map(({ reason }) => reason) }
}

/** A judgement says more than a look, and a look more than nothing. */
function rankOf(rating: FileRating): number {
  return rating === 'unseen' ? 0 : rating === 'unrated' ? 1 : 2
}
