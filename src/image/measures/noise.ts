import type { Plane } from './plane.ts'
import { type Tiles, weightedQuantile } from './tiles.ts'

/** Of the tiles that may be judged, the share whose quietest are taken to be flat. */
const QUIET = 0.1

/** Levels within which a tile's mean lies where noise is not cut off at black or white. */
const [DARKEST, LIGHTEST] = [12, 243]

/**
 * Standard deviation of the noise in luma, in levels of 8 bits: the estimator of Immerkaer (Fast noise variance
 * estimation, 1996), whose mask is blind to edges and slopes, in each tile, and of the tiles a low quantile. In a photo
 * without a flat tile the finest texture counts as noise. What a camera or a reduction smoothed away is not seen.
 */
export function noiseOf({ width, height, values }: Plane, { side, columns, rows }: Tiles): number {
  const found: number[] = []
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let sum = 0
      let levels = 0
      const top = Math.max(1, row * side)
      const bottom = Math.min(height - 1, (row + 1) * side)
      const left = Math.max(1, column * side)
      const right = Math.min(width - 1, (column + 1) * side)
      for (let y = top; y < bottom; y++)
        for (let at = y * width + left, end = y * width + right; at < end; at++) {
          const above = at - width
          const below = at + width
          const corners = values[above - 1]! + values[above + 1]! + values[below - 1]! + values[below + 1]!
          const sides = values[above]! + values[below]! + values[at - 1]! + values[at + 1]!
          sum += Math.abs(corners - 2 * sides + 4 * values[at]!)
          levels += values[at]!
        }
      const pixels = (bottom - top) * (right - left)
      const mean = levels / pixels
      // The mask's squares add up to 36, and E|x| = sigma sqrt(2 / pi).
      if (mean >= DARKEST && mean <= LIGHTEST) found.push((Math.sqrt(Math.PI / 2) * sum) / (6 * pixels))
    }
  return found.length === 0 ? 0 : weightedQuantile(found, { share: QUIET })
}
