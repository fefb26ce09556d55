import { isRated } from './file-rating.ts'
import type { PhotoStars } from './read-stars.ts'

/** How many photos the files say what of. */
export interface StarCounts {
  /** Photos with 1, 2, 3, 4 and 5 stars. */
  readonly stars: readonly [number, number, number, number, number]
  readonly rejected: number
  readonly unrated: number
  readonly unseen: number
  /** Photos with predicted stars, whatever else is said of them. */
  readonly predicted: number
}

export function countStars(photos: readonly PhotoStars[]): StarCounts {
  const number = (rating: PhotoStars['rating']): number => photos.filter((photo) => photo.rating === rating).length
  return {
    stars: [number(1), number(2), number(3), number(4), number(5)],
    rejected: number('rejected'),
    unrated: number('unrated'),
    unseen: number('unseen'),
    predicted: photos.filter(({ predicted }) => predicted !== null).length,
  }
}

/**
 * The photos that a person has rated in their files, as a support set: stars as their number, a reject as 0, below one
 * star. It is evidence of dislike: somebody has looked at the photo and wants it away.
 */
export function starRatings(
  photos: readonly PhotoStars[],
): readonly { readonly path: string; readonly score: number }[] {
  return photos.flatMap(({ path, rating }) =>
    isRated(rating) ? [{ path, score: rating === 'rejected' ? 0 : rating }] : [],
  )
}
