import { formatShape, ShapeError, type Tensor } from '../core/index.ts'

/** Coefficient of the cubic convolution kernel; PyTorch's. */
const A = -0.75

/** The patches' side of a position table with a class token: 37 for `(1, 1370, 384)`, 14 for `(197, 768)`. Not whole: undefined. */
export function gridOf(table: Pick<Tensor, 'shape'>): number | undefined {
  const grid = Math.sqrt((table.shape.at(-2) ?? 0) - 1)
  return Number.isInteger(grid) && grid > 0 ? grid : undefined
}

/**
 * A position table for another number of patches: `(.., 1 + fromGrid^2, width) -> (.., 1 + toGrid^2, width)`. The class
 * token's row is kept, the patches' rows are resampled as PyTorch does it:
 * `F.interpolate(mode='bicubic', align_corners=False, antialias=False, size=(toGrid, toGrid))`, which is what Hugging Face's
 * DINOv2 does.
 * @throws {ShapeError} unless the table is one of `fromGrid`.
 */
export function resamplePositions(table: Tensor, fromGrid: number, toGrid: number): Tensor {
  if (gridOf(table) !== fromGrid) {
    throw new ShapeError(
      `resamplePositions: ${formatShape(table.shape)} is no table of ${fromGrid} x ${fromGrid} patches`,
    )
  }
  if (fromGrid === toGrid) return table
  const width = table.shape.at(-1)!
  const shape = [...table.shape.slice(0, -2), 1 + toGrid ** 2, width]
  const data = new Float32Array((1 + toGrid ** 2) * width)
  data.set(table.data.subarray(0, width))
  const taps = Array.from({ length: toGrid }, (_, at) => tapsAt(at, fromGrid, toGrid))
  const row = new Float64Array(width)
  for (let y = 0; y < toGrid; y++) {
    for (let x = 0; x < toGrid; x++) {
      row.fill(0)
      for (const vertical of taps[y]!) {
        for (const horizontal of taps[x]!) {
          const weight = vertical.weight * horizontal.weight
          const from = (1 + vertical.index * fromGrid + horizontal.index) * width
          for (let channel = 0; channel < width; channel++) row[channel]! += weight * table.data[from + channel]!
        }
      }
      data.set(row, (1 + y * toGrid + x) * width)
    }
  }
  return { shape, data }
}

/** The four source places of one target place, clamped at the border, with their weights. */
function tapsAt(
  target: number,
  fromGrid: number,
  toGrid: number,
): { readonly index: number; readonly weight: number }[] {
  const source = ((target + 0.5) * fromGrid) / toGrid - 0.5
  const floor = Math.floor(source)
  return [-1, 0, 1, 2].map((step) => ({
    index: Math.min(fromGrid - 1, Math.max(0, floor + step)),
    weight: cubic(Math.abs(source - (floor + step))),
  }))
}

function cubic(distance: number): number {
  if (distance <= 1) return ((A + 2) * distance - (A + 3)) * distance ** 2 + 1
  return ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A
}
