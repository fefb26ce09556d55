import { CancelledError, type Job, PalateError } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import type { PropertyChange } from './edit-xmp.ts'
import { type FileRating, isRated, type Stars } from './file-rating.ts'
import { metadataDate, predictedRating, rating, ratingIsPredicted } from './namespaces.ts'
import { orReason } from './or-reason.ts'
import { editPhoto } from './photo-edit.ts'
import { type ReadPhoto, readPhotos } from './read-stars.ts'
import { newSidecarPath } from './sidecars.ts'

/**
 * What stars are: `given` by the person, `predicted` by palate and written beside the rating, or `predicted-as-rating`:
 * also written as the rating, marked, for programs that show nothing else. No prediction ever replaces a person's rating.
 */
export type StarsKind = 'given' | 'predicted' | 'predicted-as-rating'

/** Where stars are written: beside the photos, or into JPEG files themselves. */
export type StarsPlace = 'sidecars' | 'photos'

export interface PlanOptions extends Job {
  readonly stars: readonly { readonly path: string; readonly stars: Stars }[]
  readonly kind: StarsKind
  /** Default: sidecars. */
  readonly into?: StarsPlace
  /** Leaves out photos that the person has rated or rejected. */
  readonly onlyUnrated?: boolean
  /** When given stars are given. */
  readonly now: Date
}

/** Changes to one file. */
export interface PlannedEdit {
  readonly photo: string
  readonly into: StarsPlace
  /** The sidecar, or the photo itself. */
  readonly file: string
  /** SHA-256 of the file that is there; null where a new one is made. */
  readonly hash: string | null
  readonly changes: readonly PropertyChange[]
}

/** One file that stars are to be written into. */
export interface PlannedStars extends PlannedEdit {
  /** What the files say now. */
  readonly rating: FileRating
  readonly predicted: Stars | null
  readonly stars: Stars
  /** Whether xmp:Rating is written too. */
  readonly writesRating: boolean
}

export interface StarsPlan {
  readonly planned: readonly PlannedStars[]
  /** Photos whose files say it already. */
  readonly same: number
  /** Photos left out because the person has rated them. */
  readonly rated: number
  readonly skipped: readonly SkippedPhoto[]
}

type HowToWrite = Pick<PlanOptions, 'kind' | 'now'> & { readonly into: StarsPlace }

/** Says what would be written where, and writes nothing. What `readStars` throws, it throws. */
export async function planStars(options: PlanOptions): Promise<StarsPlan> {
  const { stars, kind, into = 'sidecars', onlyUnrated = false, now, ...job } = options
  const starsOf = new Map(stars.map((each) => [each.path, each.stars]))
  const { photos, skipped } = await readPhotos([...starsOf.keys()], job)
  const planned: PlannedStars[] = []
  const leftOut: SkippedPhoto[] = []
  const how = { kind, into, now }
  let [same, rated] = [0, 0]
  for (const [at, photo] of photos.entries()) {
    if (job.signal?.aborted === true) throw new CancelledError(`stopped after ${at} of ${photos.length} photos`)
    const wanted = starsOf.get(photo.path)!
    if (onlyUnrated && isRated(photo.rating)) rated++
    else if (saysAlready(photo, wanted, how)) same++
    else if (into === 'sidecars') planned.push(plan(photo, wanted, how))
    else {
      const ready = await orReason(() => planPhoto(photo, wanted, how))
      if ('reason' in ready) leftOut.push({ path: photo.path, ...ready })
      else planned.push(ready)
      job.progress?.report({ label: 'looking into photos', done: at + 1, total: photos.length })
    }
  }
  return { planned, same, rated, skipped: [...skipped, ...leftOut] }
}

function saysAlready(photo: ReadPhoto, stars: Stars, { kind, into }: HowToWrite): boolean {
  const { rating: own, predicted } = photo
  if (kind === 'given') return own === stars
  return predicted === stars && (kind === 'predicted' || isRated(own) || isMarked(photo, into))
}

/** Whether the rating in the file that is to be written is of palate. */
function isMarked({ sidecar, embedded }: ReadPhoto, into: StarsPlace): boolean {
  return (into === 'sidecars' ? sidecar : embedded)?.isMarked === true
}

function plan(photo: ReadPhoto, stars: Stars, how: HowToWrite): PlannedStars {
  const changes = changesOf(photo, stars, how)
  const isSidecar = how.into === 'sidecars'
  return {
    photo: photo.path,
    into: how.into,
    file: isSidecar ? (photo.sidecar?.path ?? newSidecarPath(photo.path)) : photo.path,
    hash: isSidecar ? (photo.sidecar?.hash ?? null) : null,
    rating: photo.rating,
    predicted: photo.predicted,
    stars,
    writesRating: changes.some(({ name }) => name === rating),
    changes,
  }
}

/** @throws {PalateError} where the stars cannot be written into the photo, or would not be seen there. */
async function planPhoto(photo: ReadPhoto, stars: Stars, how: HowToWrite): Promise<PlannedStars> {
  const { path, starredSidecar, embedded } = photo
  if (starredSidecar !== undefined) {
    throw new PalateError(
      `${path} has stars in ${starredSidecar}, which programs read first; write into sidecars instead`,
    )
  }
  const planned = plan(photo, stars, how)
  const { hash, packetHash } = await editPhoto(path, planned.changes)
  // What was read and what will be replaced are the same, or a rating of the person could be lost.
  if (packetHash !== (embedded?.hash ?? null))
    throw new PalateError(`${path} has an XMP that programs read differently; use a sidecar`)
  return { ...planned, hash }
}

function changesOf(photo: ReadPhoto, stars: Stars, { kind, into, now }: HowToWrite): readonly PropertyChange[] {
  const value = String(stars)
  if (kind === 'given') {
    return [
      { name: rating, value },
      { name: ratingIsPredicted, value: undefined },
      // Not before what any other XMP of the photo says, such as one of a camera whose clock is wrong: the latest counts.
      { name: metadataDate, value: new Date(Math.max(now.getTime(), photo.changed ?? 0)).toISOString() },
    ]
  }
  // The date of the metadata stays: a prediction is no reason to believe this file more than another.
  const predicted = { name: predictedRating, value }
  // A rating of ours is kept in step: left behind, it would look like one that the person has changed.
  const writesRating = isMarked(photo, into) || (kind === 'predicted-as-rating' && !isRated(photo.rating))
  return writesRating
    ? [predicted, { name: rating, value }, { name: ratingIsPredicted, value: 'True' }]
    : // A mark that the person's own stars have outlived goes: the new prediction might happen to be the same.
      [predicted, { name: ratingIsPredicted, value: undefined }]
}
