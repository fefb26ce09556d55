import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MissingError, UsageError } from '../../core/index.ts'
import type { Database } from '../contract.ts'
import { columnAt, readTable } from '../csv.ts'
import { isInside, photoNames } from '../photo-names.ts'
import type { Tags } from './contract.ts'

/**
 * One column of a table with a column `image`: a tag of each photo of the database. `file` is a path in the database's folder
 * or any other. Lines of photos that the database has not are passed over; photos without a line have no tag.
 * @throws {MissingError} where the file is not there. @throws {UsageError} for a column that is not there, a photo with two
 * tags, or a table of other photos. @throws {FormatError} where it is no CSV.
 */
export async function readTags(
  { name, folder, images }: Database,
  { file, column }: { readonly file: string; readonly column: string },
): Promise<Tags> {
  const path = [resolve(folder, file), resolve(file)].find((candidate) => existsSync(candidate))
  if (path === undefined) throw new MissingError(`there is no table of tags ${file}, neither in ${folder} nor here`)
  const table = await readTable(path)
  const at = { image: columnAt(table, 'image'), tag: columnAt(table, column) }
  if (at.image === -1 || at.tag === -1) {
    throw new UsageError(`${path} has the columns ${table.header.join(', ')}; expected image and ${column}`)
  }
  const base = isInside(path, folder) ? dirname(path) : folder
  const locate = photoNames({ photos: images, folders: [base, join(folder, 'images')] })
  const tags = new Map<string, string>()
  for (const { line, cells } of table.rows) {
    const image = locate(cells[at.image]!)
    const tag = cells[at.tag]!
    if (image === undefined) continue
    const before = tags.get(image)
    if (before !== undefined && before !== tag) {
      throw new UsageError(
        `${path} line ${line}: "${cells[at.image]}" has the ${column} "${tag}", but an earlier line says "${before}"; keep one of them`,
      )
    }
    tags.set(image, tag)
  }
  if (tags.size === 0) throw new UsageError(`${path} names none of the ${images.length} photos of ${name}`)
  return tags
}
