import { extname } from 'node:path'

/** Kinds of image that are read. Anything else is refused by name before a decoder sees it. */
export type ImageKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF'

export const readableKinds = 'JPEG, PNG, WebP, AVIF, GIF or TIFF'

const extensions = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff'])

/** Whether the name ends as that of a photo does; the content is not looked at. */
export function isImagePath(path: string): boolean {
  return extensions.has(extname(path).toLowerCase())
}

/**
 * The kind by the first bytes, whatever the name says. Our own look comes before libvips' because libvips would also
 * start librsvg, and an SVG may name other files.
 */
export function kindOf(bytes: Uint8Array): ImageKind | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'JPEG'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'PNG'
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WEBP') return 'WebP'
  if (textAt(bytes, 0, 4) === 'GIF8') return 'GIF'
  const tiff = [0x49492a00, 0x4d4d002a, 0x49492b00, 0x4d4d002b]
  if (bytes.length >= 4 && tiff.includes(bigEndian(bytes, 0))) return 'TIFF'
  if (heifBrands(bytes).some((brand) => brand === 'avif' || brand === 'avis')) return 'AVIF'
  return undefined
}

/** What a file that is none of the kinds seems to be, for the error message. */
export function describeContent(bytes: Uint8Array): string {
  const brands = heifBrands(bytes)
  if (brands.some((brand) => /^(hei|hev)/.test(brand))) return 'HEIC, which needs a licensed decoder'
  if (brands.length > 0) return `a video or an unknown container (${brands[0]})`
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  if (/<svg[\s>]/i.test(start)) return 'SVG, a drawing'
  if (start.startsWith('%PDF')) return 'PDF'
  if (start.startsWith('BM')) return 'BMP'
  if (start.startsWith('8BPS')) return 'a Photoshop document'
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) return 'text'
  return 'of an unknown kind'
}

function heifBrands(bytes: Uint8Array): readonly string[] {
  if (textAt(bytes, 4, 8) !== 'ftyp') return []
  const end = Math.min(bigEndian(bytes, 0), bytes.length, 256)
  const brands = [textAt(bytes, 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(textAt(bytes, at, at + 4))
  return brands
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}

/** Four bytes as a number; 0 beyond the end. */
export function bigEndian(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}

/** ASCII text of a range; shorter at the end of the file. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}
