import { UsageError } from '../../core/index.ts'
import type { Database, RatingRow } from '../contract.ts'
import { clusterRaters } from './cluster-raters.ts'
import type { Partition, PartitionHow, Split } from './contract.ts'
import { partitionByDisagreement } from './disagreement.ts'
import { columnOfPhotos, partitionByValue } from './themes.ts'

/** Fewer photos than this teach noise; `palate train` itself wants ten. */
export const DEFAULT_MIN_PHOTOS = 40

/**
 * Parts a database; every row is in exactly one part or counted in `leftOut`. The same database and seed give the same parts.
 * - `column`, `tags`: photos by theme. Themes of fewer than `minPhotos` photos are joined into `other`.
 * - `raters`: raters by what they like, each part with the photos that its raters rated.
 * - `disagreement`: photos by how far raters differ on them, the most agreed first.
 * @throws {UsageError} where there are fewer than two parts, a part has fewer than `minPhotos` photos, or the database has
 * not what the way of parting needs.
 */
export function partitionDatabase(database: Database, how: PartitionHow): Partition {
  const { minPhotos = DEFAULT_MIN_PHOTOS } = how
  if (!Number.isInteger(minPhotos) || minPhotos < 1)
    throw new UsageError(`the least number of photos in a part must be a whole number from 1, got ${minPhotos}`)
  const split = splitOf(database, how, minPhotos)
  const parts = split.groups.map(({ part, holds, rows }) => ({ part, holds, database: partOf(database, part, rows) }))
  const small = parts.find((each) => each.database.images.length < minPhotos)
  if (small !== undefined) {
    throw new UsageError(
      `${database.name}: the part ${small.part} would have ${small.database.images.length} photos, fewer than ${minPhotos}; ` +
        'ask for fewer parts, or for fewer photos in a part',
    )
  }
  const held = parts.reduce((sum, each) => sum + each.database.rows.length, 0)
  return {
    parts,
    joined: split.joined ?? [],
    leftOut: { rows: database.rows.length - held, photos: split.photos ?? {}, raters: split.raters ?? {} },
  }
}

function splitOf(database: Database, how: PartitionHow, minPhotos: number): Split {
  switch (how.by) {
    case 'column':
      return partitionByValue(database, { ...columnOfPhotos(database, how.column), minPhotos })
    case 'tags':
      return partitionByValue(database, { what: 'tag', valueOf: how.tags, minPhotos })
    case 'raters':
      return clusterRaters(database, how)
    case 'disagreement':
      return partitionByDisagreement(database, how)
  }
}

/** What was missing or skipped was counted for the whole database: no part can say whose it would have been. */
function partOf(whole: Database, part: string, rows: readonly RatingRow[]): Database {
  const images = [...new Set(rows.map(({ image }) => image))].sort()
  return {
    name: `${whole.name}-${part}`,
    folder: whole.folder,
    images,
    rows,
    report: {
      rows: rows.length,
      images: images.length,
      raters: new Set(rows.flatMap(({ rater }) => rater ?? [])).size,
      missingPhotos: { count: 0, names: [] },
      scoreRange: rows.reduce<[number, number]>(
        ([low, high], { score }) => [Math.min(low, score), Math.max(high, score)],
        [Infinity, -Infinity],
      ),
      skipped: {},
    },
  }
}

/** The counts of a partition for a report or a file. */
export function describePartition({ parts, joined, leftOut }: Partition) {
  return {
    parts: parts.map(({ part, holds, database: { report } }) => ({
      part,
      holds,
      photos: report.images,
      raters: report.raters,
      rows: report.rows,
      scoreRange: report.scoreRange,
    })),
    joined,
    leftOut,
  }
}
