import { UsageError } from '../../core/index.ts'
import type { Prior, Rows } from './posterior.ts'

/**
 * How weights become latents, in whitened coordinates z: weights = mean + deviation z with z ~ N(0, I). A weight whose
 * deviation is 0 has a column of zeros, so that its z stays 0 exactly.
 */
export interface Design {
  /** p */
  readonly width: number
  /** (m): latents at z = 0. */
  readonly offsets: Float64Array
  /** (m, p): whitened rows, phi * deviation. */
  readonly rows: Float64Array
}

/** The design of some photos of a table. @throws {UsageError} where one of their numbers is not finite. */
export function designOf(rows: Rows, prior: Prior, photos: Int32Array): Design {
  const { width, data } = rows
  const { mean, deviation } = prior
  const offsets = new Float64Array(photos.length)
  photos.forEach((place, photo) => {
    let sum = 0
    for (let at = 0; at < width; at++) {
      const value = data[place * width + at]!
      if (!Number.isFinite(value)) throw new UsageError(`photo ${place}: number ${at + 1} of its row is ${value}`)
      sum += value * mean[at]!
    }
    offsets[photo] = sum
  })
  const whitened = new Float64Array(photos.length * width)
  photos.forEach((place, photo) => {
    for (let at = 0; at < width; at++) whitened[photo * width + at] = data[place * width + at]! * deviation[at]!
  })
  return { width, offsets, rows: whitened }
}

/** No weights: photos whose latents are known, when only thresholds are sought. */
export function fixedDesign(latents: Float64Array): Design {
  return { width: 0, offsets: latents, rows: new Float64Array(0) }
}

/** (m): the latents at z. */
export function latentsOf({ width, rows, offsets }: Design, z: Float64Array): Float64Array {
  return offsets.map((offset, photo) => {
    let sum = offset
    for (let at = 0; at < width; at++) sum += rows[photo * width + at]! * z[at]!
    return sum
  })
}

/** (p): the forces on the latents, as forces on z. */
export function forcesOnWeights({ width, rows, offsets }: Design, forces: Float64Array): Float64Array {
  const total = new Float64Array(width)
  for (let photo = 0; photo < offsets.length; photo++)
    for (let at = 0; at < width; at++) total[at]! += forces[photo]! * rows[photo * width + at]!
  return total
}
