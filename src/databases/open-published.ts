import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { MissingError, UsageError } from '../core/index.ts'
import type { Database } from './contract.ts'
import type { Importer, Labels } from './importer.ts'
import { inWords, lacking } from './needs.ts'
import { publishedPhotos } from './published-photos.ts'
import { type RatingColumns, ratingRows } from './rating-rows.ts'

export interface PublishedOptions extends RatingColumns {
  /** Mean scores or each rater's own; default: what the database is usually read for. */
  readonly labels?: Labels
}

/**
 * Opens a published database as it was unpacked into `folder`: its label files, and the photos wherever in the folder they
 * lie. No photo is opened. Rows that cannot be meant and photos that are not there are counted in the report; what else
 * the labels say (`split`, `theme`, ..) stands in the rows' columns.
 * @throws {MissingError} where a label file or all photos are not there. @throws {FormatError} where a label file is of
 * another version or damaged. @throws {UsageError} for labels or columns that the database has not.
 */
export async function openPublished(
  importer: Importer,
  folder: string,
  { labels = importer.labels[0], ...columns }: PublishedOptions = {},
): Promise<Database> {
  const { name, title, scale, photoFolders } = importer
  if (!importer.labels.includes(labels)) {
    throw new UsageError(`${title} has no labels "${labels}"; it has ${importer.labels.join(' and ')}`)
  }
  const root = resolve(folder)
  if (!existsSync(root)) throw new MissingError(`there is no folder ${root}; ${title} is read from its own folder`)
  const needs = await lacking(importer, root)
  if (needs.length > 0) throw new MissingError(`${root} is not ${title}: it lacks ${needs.map(inWords).join(', ')}`)
  const table = await importer.table(root, { labels })
  const locate = await publishedPhotos(root, photoFolders)
  const usual = labels === importer.labels[0] && (columns.score ?? 'score') === 'score'
  const published = { scale: usual ? scale : undefined } // other labels and columns have scales of their own
  const { rows, report } = ratingRows(table, { ...columns, locate, published })
  return { name, format: name, folder: root, images: [...new Set(rows.map(({ image }) => image))].sort(), rows, report }
}
