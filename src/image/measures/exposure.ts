import type { Pixels } from '../pixels.ts'

/** Linear luminance of middle grey. */
const MIDDLE_GREY = 0.18

/** Linear luminance of sRGB 1 of 255: what is darker counts as this, or black would outweigh all else. */
const BLACK = 1 / 255 / 12.92

/** Every second pixel of every second row: a mean over a quarter of the photo. */
const STEP = 2

/** (level): linear light in [0, 1] of a stored value (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

/**
 * Mean log2 of linear luminance (Rec. 709) in stops from middle grey: 0 for a grey card that was exposed for itself. It
 * says how light the picture is, not how light it should be: snow and night are meant to be off.
 */
export function exposureOf({ width, height, data }: Pixels): number {
  let sum = 0
  let count = 0
  for (let y = 0; y < height; y += STEP)
    for (let at = 3 * y * width, end = at + 3 * width; at < end; at += 3 * STEP) {
      const luminance = 0.2126 * linear[data[at]!]! + 0.7152 * linear[data[at + 1]!]! + 0.0722 * linear[data[at + 2]!]!
      sum += Math.log2(luminance > BLACK ? luminance : BLACK)
      count++
    }
  return sum / count - Math.log2(MIDDLE_GREY)
}
