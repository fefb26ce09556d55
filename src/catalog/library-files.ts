import { setImmediate } from 'node:timers/promises'
import { folderRange, outermost } from './folder-range.ts'
import type { Database } from './sqlite.ts'

/** A file that holds a photo, with what tells it again in another program's list. */
export interface LibraryFile {
  readonly path: string
  /** Bytes, when it was last looked at. */
  readonly size: number
  readonly contentHash: string
  readonly perceptualHash: string
  /** Of `Shot`. */
  readonly takenAt: string | null
}

const PAGE = 4096

/** Files of photos, in these folders (absolute) at any depth or anywhere, by path within each folder, in pages. */
export async function* libraryFiles(db: Database, folders?: readonly string[]): AsyncGenerator<readonly LibraryFile[]> {
  const ranges = folders === undefined ? [{ start: '', end: undefined }] : outermost(folders).map(folderRange)
  for (const { start, end } of ranges) {
    let last = start
    for (;;) {
      const rows = await db
        .selectFrom('file')
        // As in `photo-facts.ts`: from the range of paths to the one photo of each.
        .crossJoin('photo')
        .select(['path', 'size', 'content_hash', 'perceptual_hash', 'taken_at'])
        .where('path', '>', last)
        .$if(end !== undefined, (query) => query.where('path', '<', end!))
        .whereRef('photo.id', '=', 'file.photo_id')
        .orderBy('path')
        .limit(PAGE)
        .execute()
      if (rows.length === 0) break
      last = rows.at(-1)!.path
      yield rows.map(
        ({ path, size, content_hash: contentHash, perceptual_hash: perceptualHash, taken_at: takenAt }) => ({
          path,
          size,
          contentHash,
          perceptualHash,
          takenAt,
        }),
      )
      await setImmediate()
    }
  }
}
