import { basename } from 'node:path'
import { givenRatings, isInFolders, type Keeper, planKeepers, type Stars, writeStars } from '../catalog/index.ts'
import type { Job } from '../core/index.ts'
import type { AppContext } from './app-context.ts'
import type { WrittenStars } from './messages/index.ts'
import { inWords, MOST_REASONS, MOST_SHOWN, starsJournals, withoutSignal } from './write-stars.ts'

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'libraries' | 'people' | 'home' | 'now'>

export interface KeepersToWrite {
  readonly key: number
  readonly person: string
  readonly as: 'stars' | 'flags'
  /** Of frames that were picked, unless they were given more. */
  readonly stars: number
  readonly apply: boolean
}

/**
 * Writes what became of a shoot into sidecars, or says what would be written: what was picked and what was rejected. Of
 * frames that were passed over, or are open, nothing is written. @throws {MissingError} where there is no such shoot.
 */
export async function writeKeepers(
  app: Parts,
  { key, person, as, stars, apply }: KeepersToWrite,
  job: Job,
): Promise<WrittenStars> {
  const now = app.now()
  const keepers = await keepersOf(app, { key, person, stars })
  const plan = await planKeepers({ keepers, as, now, ...job })
  // Without the signal: what was begun is done, though the page that asked for it was closed.
  const written =
    apply && plan.planned.length > 0
      ? await writeStars({ planned: plan.planned, journals: starsJournals(app.home), now, ...withoutSignal(job) })
      : { journal: null, written: 0, skipped: [] }
  return {
    applied: apply,
    count: apply ? written.written : plan.planned.length,
    same: plan.same,
    rated: 0,
    planned: plan.planned.slice(0, MOST_SHOWN).map(({ photo, file, hash, rating, said, stars: wanted }) => ({
      name: basename(photo),
      file,
      isNew: hash === null,
      before: inWords(rating),
      stars: as === 'stars' && said === 'pick' ? wanted! : 0,
      ...(as === 'stars' && said === 'pick' ? {} : { becomes: said === 'pick' ? 'picked' : 'rejected' }),
    })),
    skipped: [...plan.skipped, ...written.skipped].slice(0, MOST_REASONS).map(({ reason }) => reason),
    journal: written.journal,
  }
}

/** Every file in an opened folder that holds a frame that was picked or rejected. */
async function keepersOf(
  { catalog, folders, libraries, people }: Parts,
  { key, person, stars }: Pick<KeepersToWrite, 'key' | 'person' | 'stars'>,
): Promise<readonly Keeper[]> {
  const { frameSeries } = await libraries.quick((library) => library.shoot({ key, person, order: 'chronological' }))
  const frames = frameSeries.flatMap(({ photos, flags }) =>
    photos.flatMap((photo, at) => (flags[at] === 'pick' || flags[at] === 'reject' ? [{ photo, said: flags[at] }] : [])),
  )
  const given = givenRatings(await people.events(person))
  const here = folders.list().flatMap(({ path, here: isHere }) => (isHere ? [path] : []))
  const placed = await catalog.photos(frames.map(({ photo }) => photo))
  return placed.flatMap(({ contentHash, paths }, at) =>
    paths
      .filter((path) => isInFolders(path, here))
      .map((path) => ({
        path,
        said: frames[at]!.said,
        stars: Math.max(stars, given.get(contentHash)?.score ?? 0) as Stars,
      })),
  )
}
