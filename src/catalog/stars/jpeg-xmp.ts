import { FormatError } from '../../core/index.ts'
import {
  APP0,
  APP1,
  APP2,
  isNamed,
  type JpegParts,
  jpegParts,
  type JpegSegment,
  START_OF_SCAN,
} from './jpeg-segments.ts'

/** Where the XMP of a JPEG stands, or would. */
export interface XmpPlace {
  readonly start: number
  /** The same where there is none yet. */
  readonly end: number
  readonly packet: Uint8Array | undefined
}

/** What a segment of XMP begins with (XMP part 3, 1.1.3). */
const XMP_NAME = 'http://ns.adobe.com/xap/1.0/\0'
/** What further segments begin with, where the XMP did not fit into one. */
const EXTENSION_NAME = 'http://ns.adobe.com/xmp/extension/\0'
const EXIF_NAME = 'Exif\0'
/** An index of pictures behind the image, by places that are counted from the index. */
const PICTURES_NAME = 'MPF\0'
/** Data of the largest segment: the length, of two bytes, counts itself. */
const MOST_SEGMENT_BYTES = 65_533

/**
 * The segment that holds the XMP of a JPEG; where there is none, the place for it: behind EXIF and JFIF, which want to be first.
 * @throws {FormatError} where it is no JPEG, damaged, or has XMP in several segments.
 */
export function xmpPlace(
  bytes: Uint8Array,
  { path }: { readonly path: string },
): XmpPlace & { readonly jpeg: JpegParts } {
  const jpeg = jpegParts(bytes, { path })
  const header = jpeg.segments.slice(
    0,
    jpeg.segments.findIndex(({ marker }) => marker === START_OF_SCAN),
  )
  const named = (name: string): JpegSegment[] =>
    header.filter((segment) => segment.marker === APP1 && isNamed(bytes, segment, name))
  const [found, ...more] = named(XMP_NAME)
  if (more.length > 0 || named(EXTENSION_NAME).length > 0) {
    throw new FormatError(`${path} has its XMP in several parts, which palate does not change; use a sidecar`)
  }
  if (found === undefined) {
    const first = [...header.filter(({ marker }) => marker === APP0), ...named(EXIF_NAME)]
    const place = Math.max(2, ...first.map(({ end }) => end))
    return { start: place, end: place, packet: undefined, jpeg }
  }
  const { start, end } = found
  return { start, end, packet: bytes.subarray(start + 4 + XMP_NAME.length, end), jpeg }
}

/** A segment that holds an XMP packet. @throws {FormatError} where it is too large for one. `path` names the photo. */
export function xmpSegment(packet: Uint8Array, { path }: { readonly path: string }): Uint8Array {
  const size = XMP_NAME.length + packet.length
  if (size > MOST_SEGMENT_BYTES) {
    throw new FormatError(
      `${path} would have an XMP of ${packet.length} bytes, more than fit into one part of a JPEG; use a sidecar`,
    )
  }
  const head = Buffer.from([0xff, APP1, (size + 2) >> 8, (size + 2) & 0xff])
  return Buffer.concat([head, Buffer.from(XMP_NAME, 'latin1'), packet])
}

/** Maker notes count places from their own start, which lies within so many bytes of EXIF. */
const FURTHEST_ORIGIN = 4096

/**
 * Whether what stands before `at` points to pictures behind the image: to move them would cut them off. That is an index
 * of pictures, or a number in EXIF that is the distance to one of them. (The usual place of the index is behind `at`.)
 */
export function pointsPast(bytes: Uint8Array, { segments, end }: JpegParts, at: number): boolean {
  const before = segments.filter((segment) => segment.end <= at)
  const pictures = startsOfPictures(bytes, end)
  if (pictures.length === 0) return false
  return before.some((segment) => {
    if (segment.marker === APP2) return isNamed(bytes, segment, PICTURES_NAME)
    return segment.marker === APP1 && isNamed(bytes, segment, EXIF_NAME) && namesOneOf(pictures, bytes, segment)
  })
}

function namesOneOf(pictures: readonly number[], bytes: Uint8Array, { start, end }: JpegSegment): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const origin = start + 10 // of the TIFF in it
  const isLittle = bytes[origin] === 0x49
  for (let at = origin; at + 4 <= end; at += 2) {
    const value = view.getUint32(at, isLittle)
    const next = firstFrom(pictures, value)
    if (next !== undefined && next - value <= origin + FURTHEST_ORIGIN) return true
  }
  return false
}

/** The first of ascending numbers that is not below a value; a hostile file may have millions. */
function firstFrom(numbers: readonly number[], value: number): number | undefined {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return numbers[low]
}

/** Places behind the image where a JPEG begins, ascending. */
function startsOfPictures(bytes: Uint8Array, from: number): readonly number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff) found.push(at)
  }
  return found
}
