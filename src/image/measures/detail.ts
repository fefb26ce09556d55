import type { Plane } from './plane.ts'
import type { Tiles } from './tiles.ts'

/** How much changes from pixel to pixel, in squared levels: means over each tile. */
export interface Detail {
  /** (tile): of second differences, along rows plus along columns. White noise of variance v gives 12 v. */
  readonly bend: Float64Array
  /** (tile): of products of central differences, the structure tensor. White noise gives v / 2 on its diagonal. */
  readonly xx: Float64Array
  readonly xy: Float64Array
  readonly yy: Float64Array
}

/** Detail of a plane that is 1 / 2^level as large as the photo in tiles. */
export function detailOf(plane: Plane, { tiles, level }: { readonly tiles: Tiles; readonly level: number }): Detail {
  const { width, height, values } = plane
  const { columns, rows } = tiles
  const side = tiles.side >> level
  const detail = {
    bend: new Float64Array(columns * rows),
    xx: new Float64Array(columns * rows),
    xy: new Float64Array(columns * rows),
    yy: new Float64Array(columns * rows),
  }
  for (let y = 1; y < Math.min(height - 1, rows * side); y++) {
    const row = Math.floor(y / side) * columns
    for (let column = 0; column < columns; column++) {
      let bend = 0
      let xx = 0
      let xy = 0
      let yy = 0
      const end = y * width + Math.min(width - 1, (column + 1) * side)
      for (let at = y * width + Math.max(1, column * side); at < end; at++) {
        const centre = values[at]!
        const left = values[at - 1]! - centre
        const right = values[at + 1]! - centre
        const above = values[at - width]! - centre
        const below = values[at + width]! - centre
        const across = right - left
        const down = below - above
        bend += (left + right) * (left + right) + (above + below) * (above + below)
        xx += across * across
        xy += across * down
        yy += down * down
      }
      detail.bend[row + column]! += bend
      detail.xx[row + column]! += xx
      detail.xy[row + column]! += xy
      detail.yy[row + column]! += yy
    }
  }
  const pixels = side * side // the outermost row of the photo, which is missing, matters to nothing
  for (let tile = 0; tile < columns * rows; tile++) {
    detail.bend[tile]! /= pixels
    detail.xx[tile]! /= 4 * pixels
    detail.xy[tile]! /= 4 * pixels
    detail.yy[tile]! /= 4 * pixels
  }
  return detail
}
