import type { Job } from '../core/index.ts'
import type { Catalog } from './catalog.ts'
import type { DescriptorKind } from './describers.ts'
import type { KnownPhoto } from './find-changes.ts'
import { readShotOfFile } from './shot.ts'

/** Files read at a time, and files written together. */
const AT_ONCE = 8
const PART = 64

/**
 * Reads when and with what photos were taken that a palate of earlier times indexed, which did not ask. When stopped,
 * the next scan goes on from there.
 */
export async function fillShots({
  catalog,
  describer: kind,
  files,
  progress,
  signal,
}: Job & {
  readonly catalog: Catalog
  readonly describer: DescriptorKind
  readonly files: readonly KnownPhoto[]
}): Promise<void> {
  for (let start = 0; start < files.length && signal?.aborted !== true; start += PART) {
    const part = files.slice(start, start + PART)
    const dated = []
    for (let at = 0; at < part.length; at += AT_ONCE) {
      const some = part.slice(at, at + AT_ONCE)
      dated.push(...(await Promise.all(some.map(async (file) => ({ ...file, shot: await readShotOfFile(file.path) })))))
    }
    await catalog.write({ kind, photos: [], files: dated })
    progress?.report({ label: 'reading dates', done: start + part.length, total: files.length })
  }
}
