import { CancelledError, type Job } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import type { PropertyChange } from './edit-xmp.ts'
import type { FileRating, Stars } from './file-rating.ts'
import { metadataDate, pick, pickLabel, rating, ratingIsPredicted } from './namespaces.ts'
import { orReason } from './or-reason.ts'
import type { PlannedEdit } from './plan-stars.ts'
import { type ReadPhoto, readPhotos } from './read-stars.ts'
import { newSidecarPath, readSidecar } from './sidecars.ts'
import { findProperty, parseXmp } from './xmp-document.ts'
import { decodeXmp } from './xmp-text.ts'

/** A photo that a person kept, or wants away. */
export interface Keeper {
  readonly path: string
  readonly said: 'pick' | 'reject'
  /** What it is to have at least, where it was picked and stars are written. */
  readonly stars: Stars
}

export interface PlanKeepersOptions extends Job {
  readonly keepers: readonly Keeper[]
  /** `stars`: xmp:Rating, -1 for what was rejected. `flags`: the fields of Lightroom and digiKam, and no rating. */
  readonly as: 'stars' | 'flags'
  /** When it was said. */
  readonly now: Date
}

/** One sidecar that is to be written. */
export interface PlannedKeeper extends PlannedEdit {
  readonly into: 'sidecars'
  readonly said: Keeper['said']
  /** What the files say now. */
  readonly rating: FileRating
  /** What xmp:Rating is then, -1 for rejected; undefined where it stays as it is. */
  readonly stars: number | undefined
}

export interface KeepersPlan {
  readonly planned: readonly PlannedKeeper[]
  /** Photos whose files say it already. */
  readonly same: number
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * Says what would be written into which sidecar, and writes nothing: `writeStars` does. A photo that was picked keeps the
 * stars of its files where these are more. What the files say to the contrary is brought in line: a photo is not left
 * picked and rejected. What `readStars` throws, it throws.
 */
export async function planKeepers({ keepers, as, now, ...job }: PlanKeepersOptions): Promise<KeepersPlan> {
  const keeperOf = new Map(keepers.map((each) => [each.path, each]))
  const { photos, skipped } = await readPhotos([...keeperOf.keys()], job)
  const planned: PlannedKeeper[] = []
  const leftOut: SkippedPhoto[] = []
  let same = 0
  for (const [at, photo] of photos.entries()) {
    if (job.signal?.aborted === true) throw new CancelledError(`stopped after ${at} of ${photos.length} photos`)
    const plan = await orReason(() => planOne(photo, keeperOf.get(photo.path)!, { as, now }))
    if ('reason' in plan) leftOut.push({ path: photo.path, ...plan })
    else if (plan.changes.length === 0) same++
    else planned.push(plan)
  }
  return { planned, same, skipped: [...skipped, ...leftOut] }
}

async function planOne(
  photo: ReadPhoto,
  { said, stars: least }: Keeper,
  { as, now }: Pick<PlanKeepersOptions, 'as' | 'now'>,
): Promise<PlannedKeeper> {
  const isPick = said === 'pick'
  const own = typeof photo.rating === 'number' ? photo.rating : 0
  const stars =
    as === 'stars' ? (isPick ? Math.max(least, own) : -1) : isPick && photo.rating === 'rejected' ? 0 : undefined
  const isFlagged = as === 'flags' || photo.flag === (isPick ? 'reject' : 'pick')
  const changes: readonly PropertyChange[] = [
    ...(stars === undefined || saysRating(photo, stars)
      ? []
      : [
          { name: rating, value: String(stars) },
          { name: ratingIsPredicted, value: undefined },
        ]),
    ...(isFlagged && !(await saysFlag(photo, said))
      ? [
          { name: pick, value: isPick ? '1' : '-1' },
          { name: pickLabel, value: isPick ? '3' : '1' },
        ]
      : []),
  ]
  // Not before what any other XMP of the photo says: the latest counts.
  const dated = { name: metadataDate, value: new Date(Math.max(now.getTime(), photo.changed ?? 0)).toISOString() }
  return {
    photo: photo.path,
    into: 'sidecars',
    file: photo.sidecar?.path ?? newSidecarPath(photo.path),
    hash: photo.sidecar?.hash ?? null,
    changes: changes.length === 0 ? [] : [...changes, dated],
    said,
    rating: photo.rating,
    stars,
  }
}

function saysRating({ rating: said }: ReadPhoto, stars: number): boolean {
  return said === (stars === -1 ? 'rejected' : stars === 0 ? 'unrated' : stars)
}

/** Whether the photo counts as flagged so, and its sidecar says it to either program. */
async function saysFlag({ flag, sidecar }: ReadPhoto, said: Keeper['said']): Promise<boolean> {
  if (flag !== said || sidecar === undefined) return false
  const { path } = sidecar
  const bytes = await readSidecar(path)
  if (bytes === undefined) return false
  const xmp = parseXmp(decodeXmp(bytes, { path }).text, { path })
  const values = [pick, pickLabel].map((name) => findProperty(xmp, name)?.value.trim())
  return values.join() === (said === 'pick' ? '1,3' : '-1,1')
}
