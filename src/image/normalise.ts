import { ShapeError } from '../core/index.ts'

/** The part of a base's preprocessing that scales values (`Preprocessing` of the model floor has it). */
export interface Scaling {
  /** Side of the crop. */
  readonly crop: number
  /** Mean and deviation by channel, on a scale of 0 to 1. */
  readonly mean: readonly [number, number, number]
  readonly deviation: readonly [number, number, number]
}

export interface NormaliseOptions {
  /** For each crop, whether it is mirrored left to right. */
  readonly flips?: readonly boolean[]
}

/**
 * What the network takes: (batch, 3, crop, crop), each value (byte / 255 - mean) / deviation, rounded to float32 after
 * each step as torchvision's `ToTensor` and `Normalize` do.
 * @throws {ShapeError} where a crop has not crop * crop * 3 bytes, or `flips` another length than `crops`.
 */
export function normalise(
  crops: readonly Uint8Array[],
  scaling: Scaling,
  { flips }: NormaliseOptions = {},
): Float32Array {
  const { crop } = scaling
  const area = crop * crop
  if (flips !== undefined && flips.length !== crops.length) {
    throw new ShapeError(`normalise: expected ${crops.length} flips, one a crop, got ${flips.length}`)
  }
  const result = new Float32Array(crops.length * 3 * area)
  const tables = [0, 1, 2].map((channel) => byteValues(scaling, channel))
  crops.forEach((bytes, item) => {
    if (bytes.length !== 3 * area) {
      throw new ShapeError(
        `normalise: crop ${item} has ${bytes.length} bytes, expected ${crop} x ${crop} x 3 = ${3 * area}`,
      )
    }
    const flip = flips?.[item] === true
    tables.forEach((table, channel) => {
      let out = (item * 3 + channel) * area
      for (let row = 0; row < crop; row++) {
        let from = (row * crop + (flip ? crop - 1 : 0)) * 3 + channel
        const step = flip ? -3 : 3
        for (let column = 0; column < crop; column++) {
          result[out++] = table[bytes[from]!]!
          from += step
        }
      }
    })
  })
  return result
}

function byteValues({ mean, deviation }: Scaling, channel: number): Float32Array {
  const centre = Math.fround(mean[channel]!)
  const spread = Math.fround(deviation[channel]!)
  return Float32Array.from({ length: 256 }, (_, byte) => Math.fround(Math.fround(byte / 255) - centre) / spread)
}
