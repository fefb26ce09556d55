import { FormatError } from '../core/index.ts'
import type { Pixels } from './pixels.ts'

/**
 * Difference hash (dHash) in both directions: the photo as 9 x 8 grey cells, one bit for each pair of neighbours in a row,
 * set where the left one is brighter; then as 8 x 9 cells, one bit for each pair in a column, set where the upper one is.
 * 128 bits as 32 hexadecimal digits. One direction alone takes a beach and a flash of lightning for the same photo.
 */
export function perceptualHash(pixels: Pixels): string {
  const wide = greyCells(pixels, { columns: 9, rows: 8 })
  const tall = greyCells(pixels, { columns: 8, rows: 9 })
  const across = bitsOf((row, column) => wide[row * 9 + column]! > wide[row * 9 + column + 1]!)
  const down = bitsOf((row, column) => tall[row * 8 + column]! > tall[(row + 1) * 8 + column]!)
  return across + down
}

/** 8 x 8 bits, row by row, as 16 hexadecimal digits. */
function bitsOf(isSet: (row: number, column: number) => boolean): string {
  const rows = Array.from({ length: 8 }, (_, row) => {
    let bits = 0
    for (let column = 0; column < 8; column++) bits = (bits << 1) | (isSet(row, column) ? 1 : 0)
    return bits.toString(16).padStart(2, '0')
  })
  return rows.join('')
}

/** Number of different bits of two perceptual hashes: 0 to 128. @throws {FormatError} unless both are 32 hexadecimal digits. */
export function hammingDistance(a: string, b: string): number {
  for (const hash of [a, b]) {
    if (!/^[0-9a-f]{32}$/.test(hash))
      throw new FormatError(`"${hash}" is no perceptual hash: expected 32 hexadecimal digits`)
  }
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; different > 0n; different &= different - 1n) count++
  return count
}

/** Mean grey of each cell, in whole levels: rounding keeps noise in flat parts from setting bits. */
function greyCells(
  { width, height, data }: Pixels,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Uint8Array {
  const cells = new Uint8Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, height)
    for (let column = 0; column < columns; column++) {
      const [left, right] = span(column, columns, width)
      let sum = 0
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) {
          // Luma of ITU-R BT.601 in thousandths.
          sum += 299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]!
        }
      }
      cells[row * columns + column] = Math.round(sum / (1000 * (bottom - top) * (right - left)))
    }
  }
  return cells
}

/** The pixels of a cell, at least one: in photos smaller than the grid, cells share pixels. */
function span(cell: number, cells: number, size: number): readonly [number, number] {
  const start = Math.floor((cell * size) / cells)
  return [start, Math.max(Math.floor(((cell + 1) * size) / cells), start + 1)]
}
