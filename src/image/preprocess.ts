import { ShapeError } from '../core/index.ts'
import type { Pixels } from './pixels.ts'
import { resizeWindow, type Window } from './resize.ts'

/** The part of a base's preprocessing that chooses pixels (`Preprocessing` of the model floor has it). */
export interface Framing {
  /** Length of the short side after resizing, in pixels. */
  readonly resize: number
  /** Side of the square centre crop. */
  readonly crop: number
}

/**
 * torchvision's `Resize(resize, BICUBIC)` and `CenterCrop(crop)` on a Pillow image: the crop as RGB bytes,
 * (crop, crop, 3). The pixels around the crop are never computed, so that a 1 x 10,000 strip costs no more than a photo.
 * @throws {ShapeError} where the crop is larger than the short side, which torchvision would pad with black.
 */
export function preprocess(pixels: Pixels, framing: Framing): Uint8Array {
  return resizeWindow(pixels, frame(pixels, framing)).data
}

/** Size after resizing and the crop's place in it. */
export function frame(
  { width, height }: { readonly width: number; readonly height: number },
  { resize, crop }: Framing,
): { readonly width: number; readonly height: number; readonly window: Window } {
  if (crop > resize) {
    throw new ShapeError(
      `preprocess: a crop of ${crop} does not fit in a short side of ${resize}; resize to at least ${crop}`,
    )
  }
  // int(size * long / short): the long side is cut off, not rounded.
  const long = Math.trunc((resize * Math.max(width, height)) / Math.min(width, height))
  const resized = width <= height ? { width: resize, height: long } : { width: long, height: resize }
  const left = roundHalfToEven((resized.width - crop) / 2)
  const top = roundHalfToEven((resized.height - crop) / 2)
  return { ...resized, window: { left, top, width: crop, height: crop } }
}

/** Python's `round`: an odd margin of 7 pixels starts the crop at 4, one of 5 at 2. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1
  return Math.round(value)
}
