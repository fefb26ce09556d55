import { CancelledError, type Job, MissingError, PalateError } from '../core/index.ts'
import { type LoadedPhoto, type LoadOptions, loadPhoto } from './load-photo.ts'
import { type SkippedPhoto, skippedBy } from './missing-reader.ts'
import type { Framing } from './preprocess.ts'
import { partByReader } from './readers.ts'

export interface LoadPhotosOptions extends Job, LoadOptions {
  /** What stands beside the progress bar. */
  readonly label?: string
  /** Called for each readable photo, in their order. */
  readonly each: (photo: LoadedPhoto & { readonly path: string }) => Promise<void> | void
}

/** Photos decoded at a time: enough to keep libvips' threads busy, few enough that huge photos fit in memory. */
const AT_ONCE = 4

/**
 * Loads many photos. One that cannot be read is reported and passed over, never fatal.
 * @throws {MissingError} where none of them can be read. @throws {CancelledError} when stopped.
 */
export async function loadPhotos(
  photos: readonly string[],
  framing: Framing,
  options: LoadPhotosOptions,
): Promise<readonly SkippedPhoto[]> {
  const { readable: paths, skipped: lacking } = await partByReader(photos)
  const skipped = [...lacking]
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    if (options.signal?.aborted === true) throw new CancelledError(`stopped after ${start} of ${paths.length} photos`)
    const part = paths.slice(start, start + AT_ONCE)
    const loads = await Promise.allSettled(part.map((path) => loadPhoto(path, framing, options)))
    for (const [index, load] of loads.entries()) {
      const path = part[index]!
      if (load.status === 'fulfilled') await options.each({ ...load.value, path })
      else if (load.reason instanceof PalateError) skipped.push(skippedBy(path, load.reason))
      else throw load.reason
    }
    options.progress?.report({
      label: options.label ?? 'reading photos',
      done: Math.min(start + AT_ONCE, paths.length),
      total: paths.length,
    })
  }
  if (photos.length > 0 && skipped.length === photos.length) {
    throw new MissingError(`none of the ${photos.length} photos can be read; the first: ${skipped[0]!.reason}`)
  }
  return skipped
}
