import type { Comparisons } from './comparisons.ts'
import { logSigmoid, sigmoid } from './sigmoid.ts'

/**
 * log p(evidence) given the latent of every node: comparisons by Bradley and Terry, and the room between thresholds.
 * -Infinity where thresholds are not in order.
 */
export function logLikelihood(comparisons: Comparisons, latents: Float64Array): number {
  const { anchor, other, sign, weight, gaps, photos } = comparisons
  let total = 0
  for (let at = 0; at < anchor.length; at++)
    total += weight[at]! * logSigmoid(sign[at]! * (latents[anchor[at]!]! - latents[other[at]!]!))
  for (let at = 0; at < gaps.length; at++) {
    if (gaps[at] === 0) continue
    const node = photos.length + at
    const gap = latents[node]! - latents[node - 1]!
    if (!(gap > 0)) return -Infinity
    total += gaps[at]! * Math.log(-Math.expm1(-gap))
  }
  return total
}

/** First and second derivatives of the log likelihood by the latents of the nodes. */
export interface Slopes {
  /** (node): d log p / d latent */
  readonly forces: Float64Array
  /** (node): -d2 log p / d latent2 */
  readonly curvature: Float64Array
  /** (comparison): d2 log p / (d anchor d other), at least 0 */
  readonly coupling: Float64Array
  /** (T): the same for a threshold and the one before */
  readonly gapCoupling: Float64Array
}

/** Derivatives of `logLikelihood`, at latents where it is finite. */
export function slopesOf(comparisons: Comparisons, latents: Float64Array): Slopes {
  const { anchor, other, sign, weight, gaps, photos } = comparisons
  const forces = new Float64Array(latents.length)
  const curvature = new Float64Array(latents.length)
  const coupling = new Float64Array(anchor.length)
  const gapCoupling = new Float64Array(gaps.length)
  for (let at = 0; at < anchor.length; at++) {
    const above = anchor[at]!
    const below = other[at]!
    const surprise = sigmoid(-sign[at]! * (latents[above]! - latents[below]!)) // 1 - p(what was said)
    const force = sign[at]! * weight[at]! * surprise
    const bend = weight[at]! * surprise * (1 - surprise)
    forces[above]! += force
    forces[below]! -= force
    curvature[above]! += bend
    curvature[below]! += bend
    coupling[at] = bend
  }
  for (let at = 0; at < gaps.length; at++) {
    if (gaps[at] === 0) continue
    const node = photos.length + at
    const odds = 1 / Math.expm1(latents[node]! - latents[node - 1]!) // d log(1 - exp(-gap)) / d gap
    const force = gaps[at]! * odds
    const bend = force * (1 + odds)
    forces[node]! += force
    forces[node - 1]! -= force
    curvature[node]! += bend
    curvature[node - 1]! += bend
    gapCoupling[at] = bend
  }
  return { forces, curvature, coupling, gapCoupling }
}
