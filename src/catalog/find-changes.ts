import { stat } from 'node:fs/promises'
import { type Job, reasonOf } from '../core/index.ts'
import type { SkippedPhoto } from '../image/index.ts'
import type { Catalog } from './catalog.ts'
import type { DescriptorKind } from './describers.ts'
import type { FileState } from './write-batch.ts'

export interface Changes {
  /** Files that are to be read: new, edited, or not yet described with this pack. */
  readonly changed: readonly FileState[]
  /** Number of files that are as they were, and described. */
  readonly known: number
  /** Those of the known ones that were never asked when and with what their photos were taken. */
  readonly undated: readonly KnownPhoto[]
  /** Files that are as they were, and no photos; and those that cannot be looked at. */
  readonly skipped: readonly SkippedPhoto[]
}

/** A file with the photo that was found in it. */
export type KnownPhoto = FileState & { readonly contentHash: string }

/** Files looked at together: one query. */
const PART = 256

/**
 * Compares files with what the catalog remembers of them: path, size and time of the last change. No file is read.
 * When stopped, gives what was found until then.
 */
export async function findChanges({
  catalog,
  kind,
  paths,
  retry,
  progress,
  signal,
}: Job & {
  readonly catalog: Catalog
  readonly kind: DescriptorKind
  readonly paths: readonly string[]
  /** Whether files that were no photos are read again. */
  readonly retry: boolean
}): Promise<Changes> {
  const changed: FileState[] = []
  const skipped: SkippedPhoto[] = []
  const undated: KnownPhoto[] = []
  let known = 0
  for (let start = 0; start < paths.length && signal?.aborted !== true; start += PART) {
    const part = paths.slice(start, start + PART)
    const remembered = await catalog.knownFiles(part, kind)
    for (const found of await Promise.all(part.map(lookAt))) {
      if ('reason' in found) {
        skipped.push(found)
        continue
      }
      const before = remembered.get(found.path)
      const isSame = before?.size === found.size && before.mtimeMs === found.mtimeMs
      if (isSame && before.described) {
        known++
        if (!before.shotRead) undated.push({ ...found, contentHash: before.contentHash! })
      } else if (isSame && before.unreadable !== null && !retry)
        skipped.push({ path: found.path, reason: before.unreadable })
      else changed.push(found)
    }
    progress?.report({ label: 'looking for changes', done: start + part.length, total: paths.length })
  }
  return { changed, known, undated, skipped }
}

async function lookAt(path: string): Promise<FileState | SkippedPhoto> {
  const found = await stat(path).catch((error: unknown) => reasonOf(error))
  if (typeof found === 'string') return { path, reason: `cannot read ${path}: ${found}` }
  // Reading a named pipe would wait for ever.
  if (!found.isFile()) return { path, reason: `cannot read ${path}: it is not a regular file` }
  return { path, size: found.size, mtimeMs: found.mtimeMs }
}
