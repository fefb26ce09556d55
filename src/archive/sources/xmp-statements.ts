import { type FileRating, readMarks, type Stars } from '../../catalog/index.ts'
import type { Job } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import type { LibraryIndex } from './library-index.ts'
import type { Statement } from './other-photo.ts'

/** What files and sidecars say, by content hash, of every photo of which a file could be read. */
export interface XmpStatements {
  readonly said: ReadonlyMap<string, XmpStatement>
  readonly skipped: readonly SkippedPhoto[]
}

/** A rating and what stands beside it: each is kept under a source of its own. */
export interface XmpStatement {
  readonly stars: Stars | 0
  /** Rejected by its rating, -1. */
  readonly isRejected: boolean
  readonly flag: Statement['flag']
  readonly labels: readonly string[]
}

/**
 * Reads stars, flags and labels from the files of a library and the sidecars beside them. Of copies of a photo the first
 * that says something counts, of each of the three. @throws {CancelledError} when stopped.
 */
export async function readXmp(library: LibraryIndex, job: Job): Promise<XmpStatements> {
  const photoOf = new Map(library.files.map(({ path, contentHash }) => [path, contentHash]))
  const { photos, skipped } = await readMarks([...photoOf.keys()], job)
  const said = new Map<string, XmpStatement>()
  for (const { path, rating, flag, labels } of photos) {
    const before = said.get(photoOf.get(path)!) ?? { stars: 0, isRejected: false, flag: null, labels: [] }
    const isRated = before.stars > 0 || before.isRejected
    said.set(photoOf.get(path)!, {
      stars: isRated ? before.stars : starsOf(rating),
      isRejected: isRated ? before.isRejected : rating === 'rejected',
      flag: before.flag ?? (flag === 'pick' || flag === 'reject' ? flag : null),
      labels: before.labels.length > 0 ? before.labels : labels,
    })
  }
  return { said, skipped }
}

function starsOf(rating: FileRating): Stars | 0 {
  return typeof rating === 'number' ? rating : 0
}
