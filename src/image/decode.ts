import { readFile, stat } from 'node:fs/promises'
import { FormatError, MissingError, reasonOf } from '../core/index.ts'
import { checkedImage, decoding, inSrgb } from './checked-image.ts'
import type { Pixels } from './pixels.ts'

/** A decoded photo; `width` and `height` of the whole photo, of which `pixels` may be a smaller rendering. */
export interface Decoded {
  readonly pixels: Pixels
  readonly width: number
  readonly height: number
}

/**
 * Decodes a photo of any kind that is read (JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF; the first frame of several).
 * Of a RAW photo, this is the largest JPEG preview that the camera put into it. EXIF orientation is applied. Colours are converted to sRGB by the embedded profile; CMYK without one by libvips' own.
 * 16-bit values keep their upper 8 bits. Transparent parts show white, as on a page: Pillow's `convert('RGB')` shows
 * whatever colour hides under them instead.
 * @throws {MissingError} where the file cannot be read, or what reads its kind is not installed. @throws {FormatError} where it is no such image, is damaged or
 * cut short, or has more than 300 million pixels.
 */
export async function readImage(path: string): Promise<Pixels> {
  return (await decode(await readPhotoFile(path), { path })).pixels
}

/** The bytes of a regular, non-empty file. @throws {MissingError} @throws {FormatError} */
export async function readPhotoFile(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    // Asked first because reading a named pipe would wait for ever.
    const found = await stat(path)
    if (found.isDirectory()) throw new MissingError(`cannot read ${path}: it is a folder; name a photo`)
    if (!found.isFile()) throw new MissingError(`cannot read ${path}: it is not a regular file`)
    bytes = await readFile(path)
  } catch (error) {
    if (error instanceof MissingError) throw error
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
  if (bytes.length === 0) throw new FormatError(`${path} is empty (0 bytes); copy it again or leave it out`)
  return bytes
}

/**
 * Decodes an image in memory; `path` names it in errors. With `shortSide` or `longSide`, a larger photo is rendered at that
 * side, in pixels, while decoding, which for JPEG skips most of the work.
 */
export async function decode(
  photo: Uint8Array,
  {
    path,
    shortSide = Number.POSITIVE_INFINITY,
    longSide = Number.POSITIVE_INFINITY,
  }: { readonly path: string; readonly shortSide?: number; readonly longSide?: number },
): Promise<Decoded> {
  const image = await checkedImage(photo, { path })
  const { width, height } = image
  let { pipeline } = image
  const scale = Math.min(shortSide / Math.min(width, height), longSide / Math.max(width, height))
  if (scale < 1) {
    // A photo a hundred times as long as high still has a row.
    const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
    pipeline = pipeline.resize({ width: across!, height: down!, fit: 'fill' })
  }
  const rgb = inSrgb(pipeline).raw({ depth: 'uchar' })
  const { data, info } = await decoding(path, rgb.toBuffer({ resolveWithObject: true }))
  const pixels = { width: info.width, height: info.height, data: info.channels === 1 ? repeatGrey(data) : data }
  return { pixels, width, height }
}

function repeatGrey(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length)
  for (let at = 0; at < grey.length; at++) rgb.fill(grey[at]!, 3 * at, 3 * at + 3)
  return rgb
}
