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
  /** Writes a photo's whitened row, phi * deviation (p). */
  readonly row: (photo: number, into: Float64Array) => void
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
  return {
    width,
    offsets,
    row(photo, into) {
      const start = photos[photo]! * width
      for (let at = 0; at < width; at++) into[at] = data[start + at]! * deviation[at]!
    },
  }
}

/** No weights: photos whose latents are known, when only thresholds are sought. */
export function fixedDesign(latents: Float64Array): Design {
  return { width: 0, offsets: latents, row: () => {} }
}

/** (m): the latents at z. */
export function latentsOf(design: Design, z: Float64Array): Float64Array {
  const row = new Float64Array(design.width)
  return design.offsets.map((offset, photo) => {
    design.row(photo, row)
    let sum = offset
    for (let at = 0; at < row.length; at++) sum += row[at]! * z[at]!
    return sum
  })
}

/** (p): the forces on the latents, as forces on z. */
export function forcesOnWeights(design: Design, forces: Float64Array): Float64Array {
  const row = new Float64Array(design.width)
  const total = new Float64Array(design.width)
  for (let photo = 0; photo < design.offsets.length; photo++) {
    design.row(photo, row)
    for (let at = 0; at < row.length; at++) total[at]! += forces[photo]! * row[at]!
  }
  return total
}
