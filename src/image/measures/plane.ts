import type { Pixels } from '../pixels.ts'

/** One number a pixel, row by row from the top left: (height, width). */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Luma of Rec. 601 in [0, 255], of the values as they are stored: about as even in steps as the eye sees them. */
export function lumaOf({ width, height, data }: Pixels): Plane {
  const values = new Float32Array(width * height)
  for (let at = 0, from = 0; at < values.length; at++, from += 3)
    values[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!
  return { width, height, values }
}

/** Means of 2 x 2 pixels; an odd last row or column is left out. White noise becomes half as strong. */
export function halved({ width, height, values }: Plane): Plane {
  const half = { width: width >> 1, height: height >> 1 }
  const means = new Float32Array(half.width * half.height)
  for (let y = 0, to = 0; y < half.height; y++) {
    let above = 2 * y * width
    let below = above + width
    for (let x = 0; x < half.width; x++, above += 2, below += 2)
      means[to++] = 0.25 * (values[above]! + values[above + 1]! + values[below]! + values[below + 1]!)
  }
  return { ...half, values: means }
}

/** A plane, its half, and so on: (level). */
export function pyramidOf(plane: Plane, levels: number): readonly Plane[] {
  const planes = [plane]
  while (planes.length < levels) planes.push(halved(planes.at(-1)!))
  return planes
}
