import { type Box, boxesIn, uintAt } from './boxes.ts'
import { type Range, textAt } from './bytes.ts'

/** Items that are no part of the picture: EXIF, XMP and other documents, links. They may lie in the middle of the image data. */
const metadata = new Set(['Exif', 'mime', 'uri '])

/**
 * Where the coded image data of a HEIF file (HEIC, AVIF) lie: all items but metadata, in the order of the file's list
 * (ISO/IEC 14496-12, 8.11). Rotation, profile and the like are properties, not items. Undefined where the file does not parse.
 */
export function heifRanges(bytes: Uint8Array): readonly Range[] | undefined {
  const meta = boxesIn(bytes, [0, bytes.length]).find(({ type }) => type === 'meta')
  if (meta === undefined) return undefined
  const [start, end] = meta.content
  const boxes = boxesIn(bytes, [start + 4, end]) // after version and flags
  const [infos, locations, data] = ['iinf', 'iloc', 'idat'].map((name) => boxes.find(({ type }) => type === name))
  if (infos === undefined || locations === undefined) return undefined
  const types = itemTypes(bytes, infos)
  const ranges = itemExtents(bytes, { locations, data })
    .filter(({ item }) => !metadata.has(types.get(item) ?? ''))
    .map(({ range }) => range)
  return ranges.length > 0 ? ranges : undefined
}

function itemTypes(bytes: Uint8Array, { content: [start, end] }: Box): ReadonlyMap<number, string> {
  const entries = boxesIn(bytes, [start + (bytes[start] === 0 ? 6 : 8), end]) // after version, flags and the number of entries
  return new Map(
    entries.map(({ content: [at] }) => {
      const size = bytes[at] === 3 ? 4 : 2 // of the item's number; two bytes of protection index follow
      return [uintAt(bytes, at + 4, size), textAt(bytes, at + size + 6, at + size + 10)]
    }),
  )
}

function itemExtents(
  bytes: Uint8Array,
  { locations, data }: { readonly locations: Box; readonly data: Box | undefined },
): readonly { readonly item: number; readonly range: Range }[] {
  const [start, end] = locations.content
  let at = start
  const take = (size: number): number => {
    const value = uintAt(bytes, at, size)
    at += size
    return value
  }
  const version = take(1)
  at += 3 // flags
  const sizes = [take(1), take(1)].flatMap((byte) => [byte >> 4, byte & 15])
  const [offsetSize, lengthSize, baseSize, indexSize] = sizes as [number, number, number, number]
  const extents: { readonly item: number; readonly range: Range }[] = []
  for (let left = take(version < 2 ? 2 : 4); left > 0 && at < end; left--) {
    const item = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15 // 0 counts from the file's start, 1 from that of `idat`
    at += 2 // data reference
    const base = take(baseSize) + (method === 1 ? (data?.content[0] ?? 0) : 0)
    for (let extent = take(2); extent > 0 && at < end; extent--) {
      if (version > 0) at += indexSize
      const from = base + take(offsetSize)
      extents.push({ item, range: [from, from + take(lengthSize)] })
    }
  }
  return extents
}
