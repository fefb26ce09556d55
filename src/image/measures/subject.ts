import type { Pixels } from '../pixels.ts'
import type { Tiles } from './tiles.ts'

/** Standard deviation of the prior for the middle, in half sides of the photo. */
const SPREAD = 0.5

/** Every third pixel of every third row says a tile's colour as well. */
const STEP = 3

/**
 * How likely a tile is to be of what is looked at first, (tile) in [0, 1] with the likeliest at 1: how far its mean colour is from
 * the photo's (Achanta et al., Frequency-tuned salient region detection, 2009, with luma and two colour differences for
 * CIELAB), times a Gaussian about the middle, where photographers put things and eyes begin (Judd et al., 2009).
 * Means of whole tiles do not change with blur, so that a blurred subject stays the subject. It knows no faces, eyes or
 * things, and takes a bright thing in the middle for the subject whatever it is.
 */
export function subjectWeights(pixels: Pixels, tiles: Tiles): Float64Array {
  const { columns, rows } = tiles
  const colours = tileColours(pixels, tiles)
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0
    for (let tile = 0; tile < columns * rows; tile++) sum += colours[3 * tile + channel]!
    return sum / (columns * rows)
  })
  const distance = (tile: number): number =>
    Math.hypot(...mean.map((centre, channel) => colours[3 * tile + channel]! - centre))
  const farthest = Math.max(1, ...Array.from({ length: columns * rows }, (_, tile) => distance(tile)))
  const weights = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const tile = row * columns + column
      const across = (2 * column + 1) / columns - 1
      const down = (2 * row + 1) / rows - 1
      const middle = Math.exp(-(across * across + down * down) / (2 * SPREAD * SPREAD))
      // Where all is of one colour the middle alone decides.
      weights[tile] = (0.25 + (0.75 * distance(tile)) / farthest) * middle
    }
  return weights
}

/** (tile, 3): mean luma and the two colour differences. */
function tileColours({ width, data }: Pixels, { side, columns, rows }: Tiles): Float64Array {
  const colours = new Float64Array(3 * columns * rows)
  for (let tile = 0; tile < columns * rows; tile++) {
    const [left, top] = [(tile % columns) * side, Math.floor(tile / columns) * side]
    let red = 0
    let green = 0
    let blue = 0
    let count = 0
    for (let y = top; y < top + side; y += STEP)
      for (let x = left; x < left + side; x += STEP) {
        const at = 3 * (y * width + x)
        red += data[at]!
        green += data[at + 1]!
        blue += data[at + 2]!
        count++
      }
    const luma = (0.299 * red + 0.587 * green + 0.114 * blue) / count
    colours.set([luma, (0.713 * red) / count - 0.713 * luma, (0.564 * blue) / count - 0.564 * luma], 3 * tile)
  }
  return colours
}
