import { extname } from 'node:path'
import { brandsOf } from './boxes.ts'
import { startsWith, textAt } from './bytes.ts'
import { isRaw, isTiff } from './raw.ts'

/** Kinds of image that are read. Anything else is refused by name before a decoder sees it. */
export type ImageKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF' | 'HEIC' | 'RAW'

export const readableKinds = 'JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or RAW'

const plainEndings = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff'])
const heicEndings = new Set(['.heic', '.heif', '.hif'])
const rawEndings = new Set(['.cr2', '.cr3', '.nef', '.arw', '.dng', '.raf', '.orf'])

/** Whether the name ends as that of a photo does; the content is not looked at. */
export function isImagePath(path: string): boolean {
  return kindByEnding(path) !== undefined
}

/** What the name promises, where that matters before the file is opened. */
export function kindByEnding(path: string): 'HEIC' | 'RAW' | 'plain' | undefined {
  const ending = extname(path).toLowerCase()
  if (plainEndings.has(ending)) return 'plain'
  if (heicEndings.has(ending)) return 'HEIC'
  return rawEndings.has(ending) ? 'RAW' : undefined
}

/**
 * The kind by the content, whatever the name says. Our own look comes before libvips' because libvips would also
 * start librsvg, and an SVG may name other files; and because it would show the thumbnail of a RAW file as a TIFF.
 */
export function kindOf(bytes: Uint8Array): ImageKind | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'JPEG'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'PNG'
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WEBP') return 'WebP'
  if (textAt(bytes, 0, 4) === 'GIF8') return 'GIF'
  if (isRaw(bytes)) return 'RAW'
  if (isTiff(bytes)) return 'TIFF'
  const brands = brandsOf(bytes)
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'AVIF'
  if (brands.some((brand) => /^(hei|hev|mif1)/.test(brand))) return 'HEIC'
  return undefined
}

/** What a file that is none of the kinds seems to be, for the error message. */
export function describeContent(bytes: Uint8Array): string {
  const [brand] = brandsOf(bytes)
  if (brand !== undefined) return `a video or an unknown container (${brand})`
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  if (/<svg[\s>]/i.test(start)) return 'SVG, a drawing'
  if (start.startsWith('%PDF')) return 'PDF'
  if (start.startsWith('BM')) return 'BMP'
  if (start.startsWith('8BPS')) return 'a Photoshop document'
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) return 'text'
  return 'of an unknown kind'
}
