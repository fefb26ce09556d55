import { createHash } from 'node:crypto'
import { bigEndian, type Range, textAt } from './bytes.ts'
import { heifRanges } from './heif-items.ts'
import { kindOf } from './kinds.ts'
import { rawRanges } from './raw.ts'
import { tiffRanges } from './tiff.ts'

/**
 * SHA-256 in hexadecimal of a photo's image data without its metadata, so that a star, a caption, a new orientation or
 * a profile written into the file does not make it a new photo:
 * - JPEG: all but the APPn and COM segments and what follows the end of the image (previews, motion clips);
 * - PNG: the critical chunks and tRNS;
 * - WebP: the image, alpha and animation chunks;
 * - HEIC, AVIF: the items of the picture, without EXIF and XMP that lie among them;
 * - TIFF: strips or tiles of the first image, with the tags that describe them;
 * - RAW: what the sensor saw, without the previews, which other programs replace; no reader of RAW files is needed;
 * - GIF, and files that do not parse: the whole file.
 */
export function contentHash(bytes: Uint8Array): string {
  const hash = createHash('sha256')
  for (const [start, end] of imageRanges(bytes) ?? [[0, bytes.length]]) hash.update(bytes.subarray(start, end))
  return hash.digest('hex')
}

/** Undefined where the file does not parse, or points outside of itself or again and again to the same place. */
function imageRanges(bytes: Uint8Array): readonly Range[] | undefined {
  const ranges = rangesOfKind(bytes)
  const total = ranges?.reduce((sum, [start, end]) => sum + end - start, 0) ?? 0
  return total <= bytes.length && ranges?.every(([, end]) => end <= bytes.length) === true ? ranges : undefined
}

function rangesOfKind(bytes: Uint8Array): readonly Range[] | undefined {
  switch (kindOf(bytes)) {
    case 'JPEG':
      return jpegRanges(bytes)
    case 'PNG':
      return pngRanges(bytes)
    case 'WebP':
      return webpRanges(bytes)
    case 'HEIC':
    case 'AVIF':
      return heifRanges(bytes)
    case 'TIFF':
      return tiffRanges(bytes, 'first')
    case 'RAW':
      return rawRanges(bytes)
    default:
      return undefined
  }
}

function jpegRanges(bytes: Uint8Array): readonly Range[] | undefined {
  const ranges: Range[] = []
  let at = 2
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++ // a marker may be preceded by any number of fill bytes
      continue
    }
    if (marker === 0xd9) return ranges // end of image
    const end = at + 2 + (bigEndian(bytes, at + 2) >>> 16)
    if (end < at + 4 || end > bytes.length) return undefined
    const isMetadata = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
    // A scan's header is followed by coded data of no stated length.
    const next = marker === 0xda ? endOfScan(bytes, end) : end
    if (!isMetadata) ranges.push([at, next])
    at = next
  }
  return undefined
}

/** The next marker that is neither a stuffed 0xff nor a restart marker. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

function pngRanges(bytes: Uint8Array): readonly Range[] | undefined {
  const ranges: Range[] = []
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bigEndian(bytes, at)
    if (end > bytes.length) return undefined
    const type = textAt(bytes, at + 4, at + 8)
    if (/^[A-Z]/.test(type) || type === 'tRNS') ranges.push([at, end])
    if (type === 'IEND') return ranges
    at = end
  }
  return undefined
}

function webpRanges(bytes: Uint8Array): readonly Range[] | undefined {
  // VP8X is left out: its flags say which metadata there is, and a plain file gets one with its first star.
  const kept = ['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const ranges: Range[] = []
  let at = 12
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true)
    const end = at + 8 + size
    if (end > bytes.length) return undefined
    if (kept.includes(textAt(bytes, at, at + 4))) ranges.push([at, end])
    at = end + (size % 2) // chunks start at even places
  }
  return ranges.length > 0 ? ranges : undefined
}
