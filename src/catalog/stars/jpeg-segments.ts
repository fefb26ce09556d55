import { FormatError } from '../../core/index.ts'

/** A part of a JPEG: its marker and what belongs to it, the coded data behind the header of a scan too. */
export interface JpegSegment {
  /** Second byte of the marker, such as 0xe1 for APP1. */
  readonly marker: number
  /** Where the marker begins; fill bytes before it belong to nobody. */
  readonly start: number
  readonly end: number
}

export interface JpegParts {
  /** From the start of the image up to its end marker. */
  readonly segments: readonly JpegSegment[]
  /** Behind the end marker. What follows is no part of the image: previews, gain maps, clips. */
  readonly end: number
}

export const APP0 = 0xe0
export const APP1 = 0xe1
export const APP2 = 0xe2
export const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9

/** The segments of a JPEG. @throws {FormatError} where it is none, or damaged. `path` names it. */
export function jpegParts(bytes: Uint8Array, { path }: { readonly path: string }): JpegParts {
  if (!(bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff)) {
    throw new FormatError(`${path} is no JPEG, the only kind of photo that stars are written into; use a sidecar`)
  }
  const damaged = (): FormatError => new FormatError(`${path} is a damaged JPEG; stars are not written into it`)
  const segments: JpegSegment[] = []
  let hasScan = false
  for (let at = 2; ;) {
    if (bytes[at] !== 0xff) throw damaged()
    const marker = bytes[at + 1]
    if (marker === 0xff) {
      at++ // any number of fill bytes may precede a marker
      continue
    }
    if (marker === END_OF_IMAGE && hasScan) return { segments, end: at + 2 }
    // Markers below these have no length, and no place here.
    if (marker === undefined || marker < 0xc0 || (marker >= 0xd0 && marker <= END_OF_IMAGE)) throw damaged()
    const header = at + 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    if (header < at + 4 || header > bytes.length) throw damaged()
    hasScan ||= marker === START_OF_SCAN
    const end = marker === START_OF_SCAN ? endOfScan(bytes, header) : header
    segments.push({ marker, start: at, end })
    at = end
  }
}

/** Whether the data of a segment begin with a name such as `Exif\0`. */
export function isNamed(bytes: Uint8Array, { start, end }: JpegSegment, name: string): boolean {
  const from = start + 4
  return from + name.length <= end && Buffer.from(bytes.subarray(from, from + name.length)).toString('latin1') === name
}

/** The next marker that is neither a stuffed 0xff nor a restart marker. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
