import { PalateError } from '../../core/index.ts'
import { type Cholesky, choleskyOf, solveWith } from './cholesky.ts'
import type { Comparisons } from './comparisons.ts'
import { curvatureMatrix } from './curvature.ts'
import { type Design, forcesOnWeights, latentsOf } from './design.ts'
import { logLikelihood, type Slopes, slopesOf } from './likelihood.ts'
import { logit } from './sigmoid.ts'

/** Steps below this are the last: convergence is quadratic, so that the step after it would be lost in rounding. */
const LAST_STEP = 1e-9
const MOST_STEPS = 200

const TOO_EXTREME = "this taste could not be computed: the prior or the photos' rows hold extreme numbers"

export interface Mode {
  /** (p), whitened */
  readonly z: Float64Array
  /** (T), ascending within a scale */
  readonly thresholds: Float64Array
  /** log p(evidence | z, t) - |z|^2 / 2 */
  readonly value: number
  /** (m) */
  readonly latents: Float64Array
  readonly slopes: Slopes
  /** Of the curvature matrix (p + T, p + T) at the mode. */
  readonly cholesky: Cholesky
  readonly iterations: number
}

export interface ModeOptions {
  readonly design: Design
  readonly comparisons: Comparisons
  /** Latent of the two constant nodes, plus and minus. */
  readonly spread: number
  readonly start?: { readonly z: Float64Array; readonly thresholds: Float64Array }
}

/** A point of the search: the parameters (p + T) and the latents (node) that follow from them. */
interface Point {
  readonly parameters: Float64Array
  readonly latents: Float64Array
  readonly value: number
}

/**
 * The joint mode of weights and thresholds by Newton's method. The objective is strictly concave, so that the mode is one
 * and halving a step until it gains enough always leads there; half steps also keep the thresholds in order.
 * @throws {PalateError} if the numbers are too extreme for it: latents of many hundreds, where sigmoids have no slope.
 */
export function findMode(options: ModeOptions): Mode {
  const { design, comparisons } = options
  let point = startOf(options)
  let last = false
  for (let iterations = 0; iterations <= MOST_STEPS; iterations++) {
    const slopes = slopesOf(comparisons, point.latents)
    const cholesky = factor(curvatureMatrix(design, comparisons, slopes), point.parameters.length)
    if (last || point.parameters.length === 0) return modeAt(options, { point, slopes, cholesky, iterations })

    const gradient = gradientAt(options, point, slopes)
    const step = solveWith(cholesky, gradient)
    last = step.every((each) => Math.abs(each) <= LAST_STEP)
    if (step.every((each) => each === 0)) return modeAt(options, { point, slopes, cholesky, iterations })
    point = advance(options, point, { step, slope: dot(gradient, step) })
  }
  throw new PalateError(TOO_EXTREME)
}

function startOf(options: ModeOptions): Point {
  const { design, comparisons, start } = options
  const parameters = new Float64Array(design.width + comparisons.thresholds)
  parameters.set(start?.z ?? [])
  parameters.set(start?.thresholds ?? usualThresholds(comparisons), design.width)
  return pointAt(options, parameters)
}

/** Thresholds at which a photo of latent 0 is rated as the photos were, on the whole. */
export function usualThresholds(comparisons: Comparisons): Float64Array {
  const thresholds = new Float64Array(comparisons.thresholds)
  for (const { first, counts } of comparisons.scales) {
    const total = counts.reduce((sum, count) => sum + count)
    let below = 0
    for (let at = 0; at < counts.length - 1; at++) {
      below += counts[at]!
      thresholds[first + at] = logit(below / total)
    }
  }
  return thresholds
}

function pointAt({ design, comparisons, spread }: ModeOptions, parameters: Float64Array): Point {
  const photos = comparisons.photos.length
  const latents = new Float64Array(photos + comparisons.thresholds + 2)
  latents.set(latentsOf(design, parameters.subarray(0, design.width)))
  latents.set(parameters.subarray(design.width), photos)
  latents.set([spread, -spread], photos + comparisons.thresholds)
  let value = logLikelihood(comparisons, latents)
  for (let at = 0; at < design.width; at++) value -= parameters[at]! ** 2 / 2
  return { parameters, latents, value }
}

function gradientAt({ design, comparisons }: ModeOptions, { parameters }: Point, { forces }: Slopes): Float64Array {
  const photos = comparisons.photos.length
  const gradient = new Float64Array(parameters.length)
  gradient.set(forcesOnWeights(design, forces))
  for (let at = 0; at < design.width; at++) gradient[at]! -= parameters[at]!
  gradient.set(forces.subarray(photos, photos + comparisons.thresholds), design.width)
  return gradient
}

/** The longest of step, step / 2, step / 4 .. that gains what its slope promises. */
function advance(
  options: ModeOptions,
  from: Point,
  { step, slope }: { readonly step: Float64Array; readonly slope: number },
): Point {
  // Near the mode the gain drowns in the rounding of the value, and Newton's steps need no check.
  const rounding = 1e-13 * (1 + Math.abs(from.value))
  for (let share = 1; share > 1e-12; share /= 2) {
    const next = pointAt(
      options,
      from.parameters.map((each, at) => each + share * step[at]!),
    )
    if (next.value >= from.value + 1e-4 * share * slope - rounding) return next
  }
  throw new PalateError(TOO_EXTREME)
}

function factor(matrix: Float64Array, size: number): Cholesky {
  const cholesky = choleskyOf(matrix, size)
  if (cholesky !== undefined) return cholesky
  throw new PalateError(TOO_EXTREME)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

function modeAt(
  { design, comparisons }: ModeOptions,
  { point, slopes, cholesky, iterations }: { point: Point; slopes: Slopes; cholesky: Cholesky; iterations: number },
): Mode {
  return {
    z: point.parameters.slice(0, design.width),
    thresholds: point.parameters.slice(design.width),
    latents: point.latents.slice(0, comparisons.photos.length),
    value: point.value,
    slopes,
    cholesky,
    iterations,
  }
}
