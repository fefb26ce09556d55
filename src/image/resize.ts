import { ShapeError } from '../core/index.ts'
import type { Pixels } from './pixels.ts'

/**
 * Pillow's antialiased bicubic for 8-bit images, bit for bit, because the bases were trained on its pixels and no kept
 * package reproduces them: the kernel (a = -0.5) is widened by the scale, coefficients are 22-bit fixed-point numbers,
 * and each of the two passes, rows first, rounds to 8 bits. Source: Pillow, `src/libImaging/Resample.c`. (Pillow 13 filters
 * columns first in photos taller than about 2 : 1, which moves some values by one; the bases come from earlier ones.)
 */

const precisionBits = 22

/** A part of the resized image, in its pixels. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The whole image at (height, width). @throws {ShapeError} unless both are whole numbers of at least 1. */
export function resizeBicubic(pixels: Pixels, width: number, height: number): Pixels {
  return resizeWindow(pixels, { width, height, window: { left: 0, top: 0, width, height } })
}

/** The pixels that `window` cuts out of the image resized to (height, width), without computing the others. */
export function resizeWindow(
  pixels: Pixels,
  { width, height, window }: { readonly width: number; readonly height: number; readonly window: Window },
): Pixels {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width >= 1 && height >= 1)) {
    throw new ShapeError(`resize: expected a size of at least 1 x 1 whole pixels, got ${width} x ${height}`)
  }
  const right = window.left + window.width
  const bottom = window.top + window.height
  if (window.left < 0 || window.top < 0 || right > width || bottom > height) {
    throw new ShapeError(
      `resize: the window ${window.left}..${right} x ${window.top}..${bottom} leaves the ${width} x ${height} image`,
    )
  }
  const rows = taps(pixels.height, { size: height, first: window.top, count: window.height })
  const columns = taps(pixels.width, { size: width, first: window.left, count: window.width })
  // Only the source rows that the vertical pass will read go through the horizontal one.
  const firstRow = rows.starts.reduce((least, start) => Math.min(least, start), pixels.height)
  const lastRow = rows.starts.reduce((most, start, at) => Math.max(most, start + rows.lengths[at]!), 0)
  const narrowed = new Uint8Array((lastRow - firstRow) * window.width * 3) // (lastRow - firstRow, window.width, 3)
  filterRowsInto(narrowed, { pixels, firstRow, lastRow, columns })
  return {
    width: window.width,
    height: window.height,
    data: filterColumns(narrowed, { firstRow, rows, width: window.width }),
  }
}

/** For each output position: which inputs it reads, and their fixed-point weights (`stride` apart, summing to 2^22). */
interface Taps {
  readonly starts: Int32Array
  readonly lengths: Int32Array
  readonly weights: Int32Array
  readonly stride: number
}

function taps(
  inputSize: number,
  { size, first, count }: { readonly size: number; readonly first: number; readonly count: number },
): Taps {
  const scale = inputSize / size
  const filterScale = Math.max(scale, 1)
  // The same size: Pillow leaves the pass out, and one weight of 1 leaves every value as it is.
  const support = inputSize === size ? 0.5 : 2 * filterScale
  const stride = Math.ceil(support) * 2 + 1
  const starts = new Int32Array(count)
  const lengths = new Int32Array(count)
  const weights = new Int32Array(count * stride)
  const exact = new Float64Array(stride)
  for (let at = 0; at < count; at++) {
    const centre = (first + at + 0.5) * scale
    const start = Math.max(Math.trunc(centre - support + 0.5), 0)
    const length = Math.min(Math.trunc(centre + support + 0.5), inputSize) - start
    let sum = 0
    for (let tap = 0; tap < length; tap++) {
      exact[tap] = bicubic((tap + start - centre + 0.5) * (1 / filterScale))
      sum += exact[tap]!
    }
    for (let tap = 0; tap < length; tap++) {
      const weight = (sum === 0 ? exact[tap]! : exact[tap]! / sum) * 2 ** precisionBits
      weights[at * stride + tap] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5)
    }
    starts[at] = start
    lengths[at] = length
  }
  return { starts, lengths, weights, stride }
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5
  const distance = Math.abs(x)
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a
  return 0
}

function filterRowsInto(
  target: Uint8Array,
  source: { readonly pixels: Pixels; readonly firstRow: number; readonly lastRow: number; readonly columns: Taps },
): void {
  const { data, width } = source.pixels
  const { starts, lengths, weights, stride } = source.columns
  let out = 0
  for (let row = source.firstRow; row < source.lastRow; row++) {
    for (let column = 0; column < starts.length; column++) {
      let from = (row * width + starts[column]!) * 3
      const end = column * stride + lengths[column]!
      let red = 1 << (precisionBits - 1)
      let green = red
      let blue = red
      for (let tap = column * stride; tap < end; tap++) {
        const weight = weights[tap]!
        red = (red + Math.imul(data[from]!, weight)) | 0
        green = (green + Math.imul(data[from + 1]!, weight)) | 0
        blue = (blue + Math.imul(data[from + 2]!, weight)) | 0
        from += 3
      }
      target[out] = toByte(red)
      target[out + 1] = toByte(green)
      target[out + 2] = toByte(blue)
      out += 3
    }
  }
}

function filterColumns(
  narrowed: Uint8Array,
  { firstRow, rows, width }: { readonly firstRow: number; readonly rows: Taps; readonly width: number },
): Uint8Array {
  const across = width * 3
  const result = new Uint8Array(rows.starts.length * across)
  const sums = new Int32Array(across)
  for (let row = 0; row < rows.starts.length; row++) {
    sums.fill(1 << (precisionBits - 1))
    for (let tap = 0; tap < rows.lengths[row]!; tap++) {
      const weight = rows.weights[row * rows.stride + tap]!
      const from = (rows.starts[row]! - firstRow + tap) * across
      for (let at = 0; at < across; at++) sums[at] = (sums[at]! + Math.imul(narrowed[from + at]!, weight)) | 0
    }
    for (let at = 0; at < across; at++) result[row * across + at] = toByte(sums[at]!)
  }
  return result
}

function toByte(sum: number): number {
  const value = sum >> precisionBits
  return value < 0 ? 0 : value > 255 ? 255 : value
}
