import type { Job } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import type { PropertyChange } from './edit-xmp.ts'
import { type FileRating, isRated, type Stars } from './file-rating.ts'
import { metadataDate, predictedRating, rating, ratingIsPredicted } from './namespaces.ts'
import { type ReadPhoto, readPhotos } from './read-stars.ts'
import { newSidecarPath } from './sidecars.ts'

/**
 * What stars are: `given` by the person, `predicted` by palate and written beside the rating, or `predicted-as-rating`:
 * also written as the rating, marked, for programs that show nothing else. No prediction ever replaces a person's rating.
 */
export type StarsKind = 'given' | 'predicted' | 'predicted-as-rating'

export interface PlanOptions extends Job {
  readonly stars: readonly { readonly path: string; readonly stars: Stars }[]
  readonly kind: StarsKind
  /** Leaves out photos that the person has rated or rejected. */
  readonly onlyUnrated?: boolean
  /** When given stars are given. */
  readonly now: Date
}

/** One sidecar that is to be written. */
export interface PlannedStars {
  readonly photo: string
  readonly sidecar: string
  /** SHA-256 of the sidecar that is there; null where a new one is made. */
  readonly hash: string | null
  /** What the files say now. */
  readonly rating: FileRating
  readonly predicted: Stars | null
  readonly stars: Stars
  /** Whether xmp:Rating is written too. */
  readonly writesRating: boolean
  readonly changes: readonly PropertyChange[]
}

export interface StarsPlan {
  readonly planned: readonly PlannedStars[]
  /** Photos whose files say it already. */
  readonly same: number
  /** Photos left out because the person has rated them. */
  readonly rated: number
  readonly skipped: readonly SkippedPhoto[]
}

/** Says what would be written where, and writes nothing. What `readStars` throws, it throws. */
export async function planStars({ stars, kind, onlyUnrated = false, now, ...job }: PlanOptions): Promise<StarsPlan> {
  const starsOf = new Map(stars.map((each) => [each.path, each.stars]))
  const { photos, skipped } = await readPhotos([...starsOf.keys()], job)
  const planned: PlannedStars[] = []
  let [same, rated] = [0, 0]
  for (const photo of photos) {
    const wanted = starsOf.get(photo.path)!
    if (onlyUnrated && isRated(photo.rating)) rated++
    else if (saysAlready(photo, wanted, kind)) same++
    else planned.push(plan(photo, wanted, { kind, now }))
  }
  return { planned, same, rated, skipped }
}

function saysAlready({ rating: own, predicted, sidecar }: ReadPhoto, stars: Stars, kind: StarsKind): boolean {
  if (kind === 'given') return own === stars
  return predicted === stars && (kind === 'predicted' || isRated(own) || sidecar?.isMarked === true)
}

function plan(
  photo: ReadPhoto,
  stars: Stars,
  { kind, now }: { readonly kind: StarsKind; readonly now: Date },
): PlannedStars {
  const value = String(stars)
  const changes =
    kind === 'given'
      ? [
          { name: rating, value },
          { name: ratingIsPredicted, value: undefined },
          // Not before what any other XMP of the photo says, such as one of a camera whose clock is wrong: the latest counts.
          { name: metadataDate, value: new Date(Math.max(now.getTime(), photo.changed ?? 0)).toISOString() },
        ]
      : predictedChanges(photo, value, kind)
  return {
    photo: photo.path,
    sidecar: photo.sidecar?.path ?? newSidecarPath(photo.path),
    hash: photo.sidecar?.hash ?? null,
    rating: photo.rating,
    predicted: photo.predicted,
    stars,
    writesRating: changes.some(({ name }) => name === rating),
    changes,
  }
}

/** The date of the metadata stays: a prediction is no reason to believe this sidecar more than another. */
function predictedChanges({ rating: own, sidecar }: ReadPhoto, value: string, kind: StarsKind): PropertyChange[] {
  const predicted = { name: predictedRating, value }
  // A rating of ours is kept in step: left behind, it would look like one that the person has changed.
  const writesRating = sidecar?.isMarked === true || (kind === 'predicted-as-rating' && !isRated(own))
  return writesRating
    ? [predicted, { name: rating, value }, { name: ratingIsPredicted, value: 'True' }]
    : // A mark that the person's own stars have outlived goes: the new prediction might happen to be the same.
      [predicted, { name: ratingIsPredicted, value: undefined }]
}
