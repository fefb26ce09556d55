import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { MissingError } from '../core/index.ts'
import { findPhotos } from '../image/index.ts'
import type { Database } from './contract.ts'
import { readTable } from './csv.ts'
import { isInside, photoNames } from './photo-names.ts'
import { type RatingColumns, ratingRows } from './rating-rows.ts'

export interface DatabaseOptions extends RatingColumns {
  /** Name of the ratings file in the folder, or its path; default `ratings.csv`. */
  readonly ratings?: string
}

/**
 * Opens a database folder: `images/` beside `ratings.csv`, whose header is `image,score` or `rater,image,score`; more
 * columns are kept as text. An image is named by a path relative to the ratings file or to `images/`, else by a unique
 * base name. See `ratingRows` for what else is an error in a row.
 * @throws {MissingError} where the folder, the ratings or all photos are not there. @throws {UsageError} for rows that
 * cannot be meant. @throws {FormatError} where the ratings are no CSV.
 */
export async function openDatabase(folder: string, options: DatabaseOptions = {}): Promise<Database> {
  const root = resolve(folder)
  const path = ratingsPath(root, options.ratings)
  const photos = await findPhotos([root])
  // A ratings file kept elsewhere names photos as if it stood in the folder.
  const base = isInside(path, root) ? dirname(path) : root
  const locate = photoNames({ photos, folders: [base, join(root, 'images')], within: root })
  const { rows, report } = ratingRows(await readTable(path), { ...options, locate })
  const images = [...new Set(rows.map(({ image }) => image))].sort()
  return { name: basename(root), folder: root, images, rows, report }
}

function ratingsPath(root: string, ratings = 'ratings.csv'): string {
  const layout = 'a database folder is images/ beside ratings.csv with the header image,score or rater,image,score'
  if (!existsSync(root)) throw new MissingError(`there is no folder ${root}; ${layout}`)
  const inFolder = resolve(root, ratings)
  if (existsSync(inFolder)) return inFolder
  const asGiven = resolve(ratings)
  if (existsSync(asGiven)) return asGiven
  throw new MissingError(`${root} has no ${ratings}; ${layout}`)
}
