import type { Catalog, MeasuredPhoto, PlacedPhoto } from '../catalog/index.ts'
import { CancelledError, type Job, MissingError, PalateError } from '../core/index.ts'
import {
  contentHash,
  decode,
  measurePhoto,
  type Pixels,
  readPhotoFile,
  type SkippedPhoto,
  skippedBy,
} from '../image/index.ts'

export interface MeasurePhotosOptions extends Job {
  readonly catalog: Catalog
  /** Numbers of photos in the catalog. */
  readonly ids: ArrayLike<number>
  /** The pixels of the file at `path`, which holds this photo. Default: `loadPreview`. */
  readonly load?: (photo: PlacedPhoto, path: string) => Promise<Pixels>
}

export interface MeasureReport {
  /** Photos measured now, and those that had current measures before. */
  readonly measured: number
  readonly known: number
  /** One for each photo that could not be read at any of its places. */
  readonly skipped: readonly SkippedPhoto[]
}

/** Pixels of the long side that photos are measured at: that of a preview. */
const LONG_SIDE = 2048

/** Photos written together, which is at most what is lost when work is killed. */
const PART = 16

/** Photos decoded at a time: while one is measured the next is decoded, and huge ones fit in memory. */
const AT_ONCE = 2

/**
 * Measures the photos that have no measures of the current version, and keeps them as they come. Photos that cannot be
 * read are reported, never fatal.
 * @throws {CancelledError} when stopped, after the photos in work; the next call goes on from there.
 */
export async function measurePhotos(options: MeasurePhotosOptions): Promise<MeasureReport> {
  const { catalog, ids, load = loadPreview, progress, signal } = options
  const wanted = [...new Set(Array.from(ids))]
  const before = await catalog.measures(wanted)
  const todo = wanted.filter((id) => !before.has(id))
  const skipped: SkippedPhoto[] = []
  let measured = 0
  for (let start = 0; start < todo.length; start += PART) {
    if (signal?.aborted === true)
      throw new CancelledError(
        `measuring stopped after ${start} of ${todo.length} photos; the same command goes on from there`,
      )
    const waiting = [...(await catalog.photos(todo.slice(start, start + PART)))]
    const found: MeasuredPhoto[] = []
    const work = async (): Promise<void> => {
      for (let photo = waiting.shift(); photo !== undefined; photo = waiting.shift()) {
        const pixels = await loadAnywhere(photo, load)
        if ('reason' in pixels) skipped.push(pixels)
        else found.push({ photo: photo.id, measures: measurePhoto(pixels) })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    await catalog.writeMeasures(found)
    measured += found.length
    progress?.report({ label: 'measuring photos', done: Math.min(start + PART, todo.length), total: todo.length })
  }
  return { measured, known: before.size, skipped }
}

/** The photo's pixels at the first of its places where they can be read, or why not at the last. */
async function loadAnywhere(
  photo: PlacedPhoto,
  load: NonNullable<MeasurePhotosOptions['load']>,
): Promise<Pixels | SkippedPhoto> {
  let why: SkippedPhoto = { path: '', reason: `photo ${photo.contentHash.slice(0, 24)} lies nowhere any more` }
  for (const path of photo.paths) {
    try {
      return await load(photo, path)
    } catch (error) {
      if (!(error instanceof PalateError)) throw error
      why = skippedBy(path, error)
    }
  }
  return why
}

/**
 * The photo as a page shows it large, upright and at most 2048 pixels long, but as it was decoded: a preview's own
 * compression would be measured too. Of a RAW photo, the largest preview in it.
 * @throws {MissingError} where the file cannot be read, or holds another photo by now. @throws {FormatError} where it
 * cannot be decoded.
 */
async function loadPreview({ contentHash: hash }: PlacedPhoto, path: string): Promise<Pixels> {
  const bytes = await readPhotoFile(path)
  if (contentHash(bytes) !== hash)
    throw new MissingError(`${path} has changed since it was indexed; it is read again at the next scan`)
  return (await decode(bytes, { path, longSide: LONG_SIDE })).pixels
}
