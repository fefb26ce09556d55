import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../core/index.ts'
import type { DatabaseReport } from './contract.ts'
import { readTable } from './csv.ts'
import { photoNames } from './photo-names.ts'
import { type RatingColumns, ratingRows } from './rating-rows.ts'

export interface PersonalRating {
  /** Absolute path of the photo. */
  readonly path: string
  readonly score: number
}

export interface RatingsOptions extends RatingColumns {
  /** Photos that a base name can mean, such as those to be ranked. */
  readonly photos?: readonly string[]
}

/**
 * One person's ratings from a CSV file with the header `image,score`: the image is a path relative to the file (which may
 * lead anywhere: it is the user's own), else a unique base name among `photos`.
 * @throws {UsageError} for rows that cannot be meant, or where several people rated. @throws {MissingError} where the
 * file or all photos are not there. @throws {FormatError} where it is no CSV.
 */
export async function readRatings(
  path: string,
  { photos = [], ...columns }: RatingsOptions = {},
): Promise<{ readonly ratings: readonly PersonalRating[]; readonly report: DatabaseReport }> {
  const locate = photoNames({
    photos: photos.map((photo) => resolve(photo)),
    folders: [dirname(resolve(path))],
    exists: (photo) => statSync(photo, { throwIfNoEntry: false })?.isFile() === true,
  })
  const { rows, report } = ratingRows(await readTable(path), { ...columns, locate })
  if (report.raters > 1) {
    throw new UsageError(
      `${path} has the ratings of ${report.raters} people; a taste is one person's: keep the lines of one`,
    )
  }
  return { ratings: rows.map(({ image, score }) => ({ path: image, score })), report }
}
