import { resolve } from 'node:path'
import { folderRange } from './folder-range.ts'
import type { Database } from './sqlite.ts'

/** Numbers of the photos that have a file in one of these folders, at any depth, described or not; ascending. */
export async function photosIn(db: Database, folders: readonly string[]): Promise<Int32Array> {
  const found = new Set<number>()
  for (const folder of folders) {
    const { start, end } = folderRange(resolve(folder))
    const rows = await db
      .selectFrom('file')
      .select('photo_id')
      .where('path', '>', start)
      .where('path', '<', end)
      .where('photo_id', 'is not', null)
      .execute()
    for (const { photo_id } of rows) found.add(photo_id!)
  }
  return Int32Array.from(found).sort()
}
