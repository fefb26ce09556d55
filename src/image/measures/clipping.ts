import type { Pixels } from '../pixels.ts'

/** Levels that JPEG's rounding makes of 0 and of 255. */
const [BLACKEST, WHITEST] = [2, 253]

/**
 * Shares of the pixels that are black in all three channels, and white in all three, 0 to 1. A colour that is clipped in one
 * channel only still has shape, and is not counted; what was clipped in the camera and made grey later is not seen.
 */
export function clippingOf({ width, height, data }: Pixels): { readonly dark: number; readonly light: number } {
  let dark = 0
  let light = 0
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at]!
    const green = data[at + 1]!
    const blue = data[at + 2]!
    if (red <= BLACKEST && green <= BLACKEST && blue <= BLACKEST) dark++
    else if (red >= WHITEST && green >= WHITEST && blue >= WHITEST) light++
  }
  return { dark: dark / (width * height), light: light / (width * height) }
}
