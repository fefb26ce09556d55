import { checkedImage, decoding, inSrgb } from './checked-image.ts'
import { readPhotoFile } from './decode.ts'
import { type ImageKind, kindOf } from './kinds.ts'

export interface RenditionOptions {
  /** Of the rendition, in pixels, at most: nothing is enlarged. A WebP has at most 16,383, a JPEG 65,535. */
  readonly longSide: number
  readonly format: 'webp' | 'jpeg'
  /** 1 to 100. */
  readonly quality: number
}

/** Long sides, in pixels, beyond which there is no file of the format. */
const longest = { webp: 16_383, jpeg: 65_535 }

/**
 * The photo of a file as a page shows it: upright, in sRGB, never enlarged, without metadata; of several frames the
 * first, of a RAW photo its largest preview. Transparent parts are white.
 * @throws {MissingError} where the file cannot be read, or what reads its kind is not installed. @throws {FormatError}
 * where it is no photo, is damaged or cut short, or has more than 300 million pixels.
 */
export async function renderPhoto(path: string, options: RenditionOptions): Promise<Uint8Array> {
  return rendition(await readPhotoFile(path), { ...options, path })
}

/** The same of a file in memory. Of a RAW photo, the file at `path` is read; else `path` only names it in errors. */
export async function rendition(
  photo: Uint8Array,
  { path, longSide, format, quality }: RenditionOptions & { readonly path: string },
): Promise<Uint8Array> {
  const { pipeline, width, height } = await checkedImage(photo, { path })
  const side = Math.min(longSide, longest[format])
  // Where nothing is asked to be smaller, libvips would still be slower for the question.
  const sized =
    Math.max(width, height) > side ? pipeline.resize({ width: side, height: side, fit: 'inside' }) : pipeline
  const rgb = inSrgb(sized)
  // Of libwebp's efforts 0 to 6, 2 takes half the time of the usual 4, for files of the same size within 3 %.
  // JPEGs keep colours at full resolution: they are for looking at single pixels.
  const encoded =
    format === 'webp' ? rgb.webp({ quality, effort: 2 }) : rgb.jpeg({ quality, chromaSubsampling: '4:4:4' })
  return decoding(path, encoded.toBuffer())
}

const shownTypes: Partial<Record<ImageKind, string>> = {
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  WebP: 'image/webp',
  AVIF: 'image/avif',
  GIF: 'image/gif',
}

/** The content type under which browsers show a file as it is; undefined for HEIC, RAW, TIFF and what is no photo. */
export function browserShows(photo: Uint8Array): string | undefined {
  const kind = kindOf(photo)
  return kind && shownTypes[kind]
}
