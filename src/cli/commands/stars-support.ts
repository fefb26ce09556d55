import { countStars, readStars, type StarCounts, starRatings } from '../../catalog/index.ts'
import { type Job, UsageError } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import type { Taste } from '../../personalize/index.ts'

/** What `rank --json` says of the stars in the files. */
export interface StarsInFiles extends StarCounts {
  /** Ratings that the order is learnt from: stars, and rejects as 0. */
  readonly used: number
}

export interface StarSupport {
  readonly ratings: readonly { readonly path: string; readonly score: number }[]
  readonly starsInFiles: StarsInFiles
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * The photos that are rated in their own files, as ratings from 0 (rejected) to 5.
 * @throws {UsageError} where these show no order: fewer than two different ones. A taste that they are added to has one.
 */
export async function starSupport(
  photos: readonly string[],
  { hasTaste, ...job }: Job & { readonly hasTaste: boolean },
): Promise<StarSupport> {
  const { photos: read, skipped } = await readStars(photos, job)
  const ratings = starRatings(read)
  const different = new Set(ratings.map(({ score }) => score)).size
  if (different < (hasTaste ? 1 : 2)) {
    throw new UsageError(
      `${ratings.length} of ${photos.length} photos have stars in their files${different === 1 ? ', all the same' : ''}; ` +
        'a taste needs at least two different ratings: rate a few more, or name a file with --ratings',
    )
  }
  return { ratings, starsInFiles: { used: ratings.length, ...countStars(read) }, skipped }
}

/** @throws {UsageError} where the scores in a taste are on another scale than stars, with which they would be mixed up. */
export function requireStarScale({ evidence }: Taste, path: string): void {
  const odd = evidence.find((item) => item.kind === 'score' && ![0, 1, 2, 3, 4, 5].includes(item.value))
  if (odd?.kind !== 'score') return
  throw new UsageError(
    `${path} was learnt from ratings such as ${odd.value}, which are no stars; --stars cannot be added to it`,
  )
}
