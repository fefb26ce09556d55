import { MissingError } from '../../core/index.ts'
import { contentHash as hashOf, decode, measurePhoto, type PhotoMeasures, readPhotoFile } from '../../image/index.ts'

/** Pixels of the long side: the same as of `measurePhotos`, or the two could not be compared. */
const LONG_SIDE = 2048

/** A file that is to be measured, and the photo that it holds. */
export interface MeasuredFile {
  readonly contentHash: string
  readonly path: string
}

/**
 * Measures the photo of a file. @throws {MissingError} where it cannot be read, or holds another photo by now.
 * @throws {FormatError} where it cannot be decoded.
 */
export async function measureFile({ contentHash, path }: MeasuredFile): Promise<PhotoMeasures> {
  const bytes = await readPhotoFile(path)
  if (hashOf(bytes) !== contentHash)
    throw new MissingError(`${path} has changed since it was indexed; it is read again at the next scan`)
  return measurePhoto((await decode(bytes, { path, longSide: LONG_SIDE })).pixels)
}
