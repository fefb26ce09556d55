import { CancelledError, type Job, MissingError, ShapeError } from '../core/index.ts'
import { type LoadOptions, partByReader, type SkippedPhoto } from '../image/index.ts'
import { decodeDescriptors, descriptorBytes, type Describer } from '../personalize/index.ts'
import type { Catalog } from './catalog.ts'
import { fillShots } from './fill-shots.ts'
import { findChanges } from './find-changes.ts'
import { type PhotoBatch, photoBatches } from './photo-batches.ts'
import { dropVanished } from './vanished.ts'

export interface IndexOptions extends Job, LoadOptions {
  readonly catalog: Catalog
  readonly describer: Describer
  /** Photos, as `findPhotos` gives them. */
  readonly paths: readonly string[]
  /** Folders of which files that are no longer there are forgotten; their photos and descriptors stay. Default none. */
  readonly prune?: readonly string[]
  /** Whether files that were no photos the last time are read again although they have not changed. */
  readonly retry?: boolean
}

/** `indexed`, `known`, `moved` and the skipped ones are all the files. */
export interface IndexReport {
  /** Photos that were described. */
  readonly indexed: number
  /** Files that are as they were, and were not read. */
  readonly known: number
  /** Files that were read and hold a photo already described: moved, copied, or with other metadata. */
  readonly moved: number
  /** Files that could not be read, those of earlier times included. */
  readonly skipped: readonly SkippedPhoto[]
  /** Paths forgotten because nothing is there any more. */
  readonly dropped: number
  readonly seconds: number
}

/**
 * Brings the catalog up to date with files: each photo whose content has no descriptor is decoded and described. Batches
 * are kept as they are done, so that work that was stopped or killed goes on where it was.
 * @throws {MissingError} where none of the files can be read. @throws {CancelledError} when stopped, after the batch in work.
 */
export async function indexPhotos(options: IndexOptions): Promise<IndexReport> {
  const { catalog, describer, progress, signal } = options
  const started = performance.now()
  const changes = await findChanges({ ...options, kind: describer, retry: options.retry ?? false })
  await fillShots({ ...options, files: changes.undated })
  // Known by their endings: whole RAW files are not read to be refused for want of a program.
  const parted = await partByReader(changes.changed.map(({ path }) => path))
  const readable = new Set(parted.readable)
  const files = changes.changed.filter(({ path }) => readable.has(path))
  const skipped = [...changes.skipped, ...parted.skipped]
  const total = files.length
  let [done, indexed, moved] = [0, 0, 0]

  const finish = async (batch: PhotoBatch): Promise<void> => {
    const photos = await describe(describer, batch)
    await catalog.write({ kind: describer, photos, files: batch.remembered })
    skipped.push(...batch.skipped)
    indexed += photos.length
    moved += batch.files - batch.skipped.length - photos.length
    done += batch.files
    progress?.report({ label: 'indexing photos', done, total })
  }
  let work = Promise.resolve()
  try {
    for await (const batch of photoBatches({ ...options, files })) {
      await work
      work = finish(batch) // while the next batch is decoded
      work.catch(() => {}) // not lost: it is awaited below
    }
  } finally {
    await work
  }
  if (signal?.aborted === true) {
    throw new CancelledError(
      `indexing stopped after ${done} of ${total} new photos; the same command goes on from there`,
    )
  }
  if (options.paths.length > 0 && skipped.length === options.paths.length) {
    throw new MissingError(`none of the ${skipped.length} photos can be read; the first: ${skipped[0]!.reason}`)
  }
  const dropped = await dropVanished(catalog, options.prune ?? [])
  const seconds = (performance.now() - started) / 1000
  return { indexed, known: changes.known, moved, skipped, dropped, seconds }
}

/** The photos with their descriptors. */
async function describe(describer: Describer, { photos }: PhotoBatch) {
  if (photos.length === 0) return []
  const bytes = await describer.describe(photos.map(({ crop }) => crop)) // (photo, descriptorBytes)
  const size = descriptorBytes(describer.shape)
  if (bytes.length !== photos.length * size) {
    throw new ShapeError(
      `index: expected ${photos.length} descriptors of ${size} bytes, got ${bytes.length} bytes from ${describer.key}`,
    )
  }
  decodeDescriptors(bytes, describer.shape) // refuses scores that are not finite before they are kept
  return photos.map((photo, at) => ({ ...photo, descriptor: bytes.subarray(at * size, (at + 1) * size) }))
}
