import { FormatError } from '../core/index.ts'

/** Larger photos are refused: decoding takes 3 bytes a pixel, and a file of some kilobytes can claim any size. */
export const mostPixels = 300_000_000

/** What is said of a photo with more pixels than that. */
export function tooLarge(
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): FormatError {
  return new FormatError(
    `${path} has ${width} x ${height} pixels; palate reads at most ${mostPixels / 1e6} million: make it smaller or leave it out`,
  )
}
