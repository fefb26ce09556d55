/** Values of a tag; shorts and longs are put in the file's byte order. */
export type TiffValue =
  | { readonly shorts: readonly number[] }
  | { readonly longs: readonly number[] }
  | { readonly text: string }
  | { readonly bytes: Uint8Array | readonly number[] }
  /** Bytes that lie elsewhere, to which the tag points. */
  | { readonly pointsTo: Uint8Array }

/** One image of a TIFF file: values by tag, and the images under it. */
export interface TiffPart {
  readonly values: Readonly<Record<number, TiffValue>>
  readonly under?: readonly TiffPart[]
}

/**
 * A file with the structure of TIFF 6.0 whose images are chained as they stand. `header` starts with its byte order and
 * four bytes kind; more bytes may follow the eight of TIFF.
 */
export function writeTiff(parts: readonly TiffPart[], header = 'II*\0\0\0\0\0'): Buffer {
  const little = header.startsWith('II')
  const number = (size: 2 | 4, value: number): Buffer => {
    const bytes = Buffer.alloc(size)
    if (little) bytes.writeUIntLE(value, 0, size)
    else bytes.writeUIntBE(value, 0, size)
    return bytes
  }
  const chunks: Buffer[] = [Buffer.from(header, 'latin1')]
  let length = header.length
  const place = (bytes: Uint8Array): number => {
    const at = length
    chunks.push(Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)])) // at even places
    length += bytes.length + (bytes.length % 2)
    return at
  }
  const encode = (value: TiffValue): readonly [type: number, count: number, bytes: Buffer] => {
    if ('shorts' in value) return [3, value.shorts.length, Buffer.concat(value.shorts.map((each) => number(2, each)))]
    if ('longs' in value) return [4, value.longs.length, Buffer.concat(value.longs.map((each) => number(4, each)))]
    if ('text' in value) return [2, value.text.length + 1, Buffer.from(`${value.text}\0`, 'latin1')]
    if ('bytes' in value) return [1, value.bytes.length, Buffer.from(value.bytes)]
    return [4, 1, number(4, place(value.pointsTo))]
  }
  const placePart = ({ values, under = [] }: TiffPart, next: number): number => {
    const subs: Record<number, TiffValue> =
      under.length > 0 ? { 330: { longs: under.map((part) => placePart(part, 0)) } } : {}
    const entries = Object.entries({ ...values, ...subs }).map(([tag, value]) => {
      const [type, count, bytes] = encode(value)
      const inline = bytes.length > 4 ? number(4, place(bytes)) : Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)])
      return Buffer.concat([number(2, Number(tag)), number(2, type), number(4, count), inline])
    })
    return place(Buffer.concat([number(2, entries.length), ...entries, number(4, next)]))
  }
  // The last first: each holds the place of the next.
  const first = parts.reduceRight((next, part) => placePart(part, next), 0)
  const file = Buffer.concat(chunks)
  number(4, first).copy(file, 4)
  return file
}
