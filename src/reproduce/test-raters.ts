import { UsageError } from '../core/index.ts'
import type { Database, RatingRow } from '../databases/index.ts'
import type { TestDatabase } from './measurements.ts'

/** Whose ratings the paper judges on (Sec. 4.1). */
export interface TestRaters {
  /** How many there are in the paper. */
  readonly count: number
  readonly fewestPhotos: number
  readonly mostPhotos: number
  /** Only rows of this split. */
  readonly split?: string
}

/**
 * - Flickr-AES: the test workers, as the importer knows them: their rows are of the split `test`. In the paper 37, with 105
 *   to 171 photos each.
 * - AADB: the paper says of its 22 users only that they have 110 to 190 photos each; so all raters with as many are taken,
 *   whichever part of the database the photos are from.
 * - REAL-CUR: all; in the paper 14, with 197 to 222 photos each.
 */
export const testRaters: Readonly<Record<TestDatabase, TestRaters>> = {
  'flickr-aes': { count: 37, fewestPhotos: 0, mostPhotos: Infinity, split: 'test' },
  aadb: { count: 22, fewestPhotos: 110, mostPhotos: 190 },
  'real-cur': { count: 14, fewestPhotos: 0, mostPhotos: Infinity },
}

/**
 * The ratings of the paper's raters alone: photos that only others rated are neither scored nor held against the pack.
 * @throws {UsageError} where no rater is such.
 */
export function testRatings(name: TestDatabase, database: Database): Database {
  const { split, fewestPhotos, mostPhotos } = testRaters[name]
  const ofSplit = split === undefined ? database : onlySplit(database, split)
  const photos = new Map<string | null, number>()
  for (const { rater } of ofSplit.rows) photos.set(rater, (photos.get(rater) ?? 0) + 1)
  const result = withRows(ofSplit, ({ rater }) => {
    const count = photos.get(rater)!
    return count >= fewestPhotos && count <= mostPhotos
  })
  if (result.rows.length > 0) return result
  const whose = split === undefined ? `${fewestPhotos} to ${mostPhotos} photos` : `ratings of the split ${split}`
  throw new UsageError(
    `none of the ${database.report.raters} raters whose photos are there has ${whose}, as the paper's have`,
  )
}

/** The same database with the rows of one split alone. */
export function onlySplit(database: Database, split: string): Database {
  return withRows(database, ({ columns }) => columns['split'] === split)
}

/** The same database with the rows that are kept, and their photos. */
export function withRows(database: Database, keep: (row: RatingRow) => boolean): Database {
  const rows = database.rows.filter(keep)
  return { ...database, rows, images: [...new Set(rows.map(({ image }) => image))].sort() }
}
