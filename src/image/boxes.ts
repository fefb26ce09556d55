import { bigEndian, type Range, textAt } from './bytes.ts'

/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2), of which HEIC, AVIF and CR3 files are made. */
export interface Box {
  readonly type: string
  /** Its content, after size and type. */
  readonly content: Range
}

/** The boxes that stand in a range one after another; those before the first that does not fit, where one does not. */
export function boxesIn(bytes: Uint8Array, [start, end]: Range): readonly Box[] {
  const boxes: Box[] = []
  for (let at = start; at + 8 <= end;) {
    const short = bigEndian(bytes, at)
    const header = short === 1 ? 16 : 8
    // 0 means up to the end, 1 that a size of 64 bits follows.
    const size = short === 0 ? end - at : short === 1 ? uintAt(bytes, at + 8, 8) : short
    if (size < header || at + size > end) break
    boxes.push({ type: textAt(bytes, at + 4, at + 8), content: [at + header, at + size] })
    at += size
  }
  return boxes
}

/** The brands of the file type box, the major one first; none where the file does not start with one. */
export function brandsOf(bytes: Uint8Array): readonly string[] {
  if (textAt(bytes, 4, 8) !== 'ftyp') return []
  const end = Math.min(bigEndian(bytes, 0), bytes.length, 256)
  const brands = [textAt(bytes, 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(textAt(bytes, at, at + 4))
  return brands
}

/** A number of up to 8 bytes, the highest first; 0 for none. */
export function uintAt(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let index = 0; index < size; index++) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}
