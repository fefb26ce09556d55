import type { Range } from './bytes.ts'

/** Tags of TIFF 6.0, TIFF/EP and DNG 1.7 that are looked at. */
export const tag = {
  newSubfileType: 254,
  photometric: 262,
  stripOffsets: 273,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
  subImages: 330,
  dngVersion: 50706,
} as const

/** Tags without which coded data mean nothing: size, bits, compression, colours, layout, predictor, colour map, tables. */
const describing = [256, 257, 258, 259, 262, 277, 284, 317, 320, 322, 323, 347]

/** One image of a TIFF file: the values of its tags by number, and where they stand. */
interface TiffImage {
  /** Numbers under a tag of bytes, shorts or longs; none where it is not there. */
  readonly numbers: (tag: number) => readonly number[]
  /** Where a tag's values stand; undefined where it is not there. */
  readonly place: (tag: number) => Range | undefined
}

const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
/** More than any camera writes; a hostile file could chain them for ever. */
const mostImages = 64

/**
 * The images of a file with the structure of TIFF (whatever the number after its byte order): those chained from the
 * header, each followed by the images under it. None where the file does not parse.
 */
export function tiffImages(bytes: Uint8Array): readonly TiffImage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const little = bytes[0] === 0x49
  const images: TiffImage[] = []
  const seen = new Set<number>()
  const readFrom = (first: number): void => {
    for (let at = first; at > 0 && at + 2 <= bytes.length && !seen.has(at) && images.length < mostImages;) {
      seen.add(at)
      const end = at + 2 + 12 * view.getUint16(at, little)
      if (end + 4 > bytes.length) return
      const image = readImage(view, { at, end, little })
      images.push(image)
      for (const sub of image.numbers(tag.subImages)) readFrom(sub)
      at = view.getUint32(end, little)
    }
  }
  if (bytes.length >= 8) readFrom(view.getUint32(4, little))
  return images
}

function readImage(
  view: DataView,
  { at, end, little }: { readonly at: number; readonly end: number; readonly little: boolean },
): TiffImage {
  const entries = new Map<number, { readonly type: number; readonly place: Range }>()
  for (let entry = at + 2; entry < end; entry += 12) {
    const type = view.getUint16(entry + 2, little)
    const size = (typeSizes[type] ?? 0) * view.getUint32(entry + 4, little)
    const from = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
    if (size > 0 && from + size <= view.byteLength) {
      entries.set(view.getUint16(entry, little), { type, place: [from, from + size] })
    }
  }
  const read = [undefined, 'getUint8', undefined, 'getUint16', 'getUint32'] as const
  return {
    place: (number) => entries.get(number)?.place,
    numbers(number) {
      const entry = entries.get(number)
      const getter = read[entry?.type === 13 ? 4 : (entry?.type ?? 0)] // 13 is a long that points to an image
      if (entry === undefined || getter === undefined) return []
      const [from, to] = entry.place
      const size = typeSizes[entry.type]!
      return Array.from({ length: (to - from) / size }, (_, index) => view[getter](from + index * size, little))
    },
  }
}

/**
 * Where the coded data of one image stand, strips or tiles, and before them what describes them; undefined where there
 * are none. `which` is the first image, that a TIFF shows, or the one of the most bytes, which is a RAW file's own: the
 * others are previews.
 */
export function tiffRanges(bytes: Uint8Array, which: 'first' | 'largest'): readonly Range[] | undefined {
  const images = tiffImages(bytes)
  const data = (which === 'first' ? images.slice(0, 1) : images).map((image) => ({ image, ranges: codedData(image) }))
  const sizeOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [start, end]) => sum + end - start, 0)
  const [chosen] = data.sort((a, b) => sizeOf(b.ranges) - sizeOf(a.ranges))
  if (chosen === undefined || sizeOf(chosen.ranges) === 0) return undefined
  const description = describing.map((number) => chosen.image.place(number)).filter((place) => place !== undefined)
  return [...description, ...chosen.ranges]
}

function codedData({ numbers }: TiffImage): readonly Range[] {
  const isTiled = numbers(tag.tileOffsets).length > 0
  const starts = numbers(isTiled ? tag.tileOffsets : tag.stripOffsets)
  const sizes = numbers(isTiled ? tag.tileByteCounts : tag.stripByteCounts)
  return starts.map((start, index) => [start, start + (sizes[index] ?? 0)])
}
