import sharp, { type Sharp } from 'sharp'
import { FormatError, messageOf } from '../core/index.ts'
import { plainImage } from './plain-image.ts'
import { mostPixels, tooLarge } from './size-limit.ts'

/** A photo before it is decoded; `width` and `height` as it is looked at, in pixels. */
export interface CheckedImage {
  /** Upright, not yet in sRGB. */
  readonly pipeline: Sharp
  readonly width: number
  readonly height: number
}

/**
 * Opens a photo in memory of any kind that is read, by what its header says; `path` names it in errors.
 * @throws {MissingError} where what reads its kind is not installed. @throws {FormatError} where it is no photo, is
 * damaged, has more than 300 million pixels or values of which nothing says which is white.
 */
export async function checkedImage(photo: Uint8Array, { path }: { readonly path: string }): Promise<CheckedImage> {
  const bytes = await plainImage(photo, { path })
  // libvips would keep what it decoded for the next call: no use over thousands of photos, and memory grows.
  sharp.cache(false)
  const header = await decoding(path, sharp(bytes, { limitInputPixels: false }).metadata())
  const { width, height } = header.autoOrient
  if (width * height > mostPixels) throw tooLarge(path, { width, height })
  if (header.depth !== 'uchar' && header.depth !== 'ushort') {
    throw new FormatError(
      `${path} has values of type ${header.depth}; palate reads 8 and 16 bits: convert it or leave it out`,
    )
  }
  // 'error' refuses what is cut short; 'warning' would also refuse the harmless oddities that cameras write.
  const pipeline = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels }).autoOrient()
  return { pipeline, width, height }
}

/** What `sharp` does with the file at `path`. @throws {FormatError} in one sentence. */
export async function decoding<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const detail = messageOf(error).trim().split('\n')[0]
    throw new FormatError(`${path} is damaged or cut short (${detail}); copy it again or leave it out`, {
      cause: error,
    })
  }
}

/** The pipeline's end that all share: transparent parts white, colours by the embedded profile in sRGB. */
export function inSrgb(pipeline: Sharp): Sharp {
  return pipeline.flatten({ background: '#ffffff' }).toColourspace('srgb')
}
