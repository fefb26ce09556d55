import type { Matrix } from 'ml-matrix'
import { ShapeError, UsageError } from '../../core/index.ts'
import { type ComparisonSettings, comparisonsOf, tempered } from './comparisons.ts'
import { designOf } from './design.ts'
import { type Evidence, latestEvidence, requireEvidence, type ScaleName } from './evidence.ts'
import { fittedScales, scalesBesidePairs, startingThresholds } from './fitted-scales.ts'
import { covarianceOf, logEvidenceOf } from './laplace.ts'
import { findMode } from './newton.ts'

export { levelProbabilities, predict, preference, starProbabilities } from './predictions.ts'

/**
 * A taste is a Gaussian over p weights w: a photo with row phi has the latent score f = phi . w.
 *
 * **Prior.** w_j ~ N(mean_j, deviation_j^2), independent. The search runs in z, w = mean + deviation z, z ~ N(0, I).
 *
 * **What people say** is one thing in many forms, a comparison: P(a above b) = sigmoid(f_a - f_b) (Bradley and Terry
 * 1952). A duel compares two photos; a tie is half of either outcome. A rating at level l of L compares the photo with
 * thresholds of the person's own, P(y <= l | f) = sigmoid(t_l - f) (the proportional odds of McCullagh 1980), and
 *
 *     P(y = l | f) = sigmoid(t_l - f) sigmoid(f - t_(l-1)) (1 - exp(t_(l-1) - t_l)):
 *
 * below one threshold, above another, with room between the two. In this form nothing cancels in far tails, and
 * everything is a sum of log sigmoids of differences: concave in weights and thresholds together, its curvature a graph
 * Laplacian over photos and thresholds. So scores, stars, flags and duels mix freely.
 *
 * **Prior of thresholds.** Some imagined ratings (`pseudoRatings`) of each level, half of them of a photo at latent +spread,
 * half at -spread. They keep thresholds apart where a level was never used, and finite where no other was; they say
 * nothing about photos.
 *
 * **Posterior.** Newton's method finds the one joint mode; the covariance is the inverse of the curvature there, thresholds
 * integrated out (Laplace; Rasmussen and Williams 2006, section 3.4). At the mode
 *
 *     w = mean + D sum_i beta_i phi_i,    D = diag(deviation^2),    beta_i = d log p(evidence) / d f_i:
 *
 * each photo spoken of pulls with its force beta_i, which is what the additive account of a score rests on. The evidence
 * is Laplace's too, over the same approximation of the thresholds' prior.
 *
 * **Caution.** No person is quite the model that the prior and this likelihood make of them, and a posterior that takes its model for
 * the truth learns too fast from little. So what was said counts K^2 / (K^2 + caution^2) times, K the number of photos
 * spoken of: a power posterior (Gruenwald and van Ommen 2017). Which caution serves is learnt from raters (`learn-prior.ts`).
 *
 * **Predictions** average over the Gaussian of a latent (MacKay 1992), thresholds held at their mode.
 */

/** Independent Gaussian over the weights before anything was said. A deviation of 0 fixes its weight. */
export interface Prior {
  /** (p) */
  readonly mean: Float64Array
  /** (p), at least 0 */
  readonly deviation: Float64Array
}

/** A table of photos: (photo, p), row-major. */
export interface Rows {
  readonly count: number
  readonly width: number
  readonly data: Float64Array | Float32Array
}

/** A scale that somebody used: P(level <= l | f) = sigmoid(thresholds[l] - f). */
export interface Scale {
  /** Values of the levels, ascending: 1..5 for stars, 0 (reject) and 1 (pick) for flags, one's own for scores. */
  readonly levels: Float64Array
  /** (levels - 1), ascending. */
  readonly thresholds: Float64Array
}

export interface LikelihoodSettings extends ComparisonSettings {
  /** Photos that must be spoken of until what was said counts half; 0 counts it in full. */
  readonly caution: number
  /** Latents of the photos that the imagined ratings are of: +spread and -spread. */
  readonly spread: number
}

export const LIKELIHOOD_DEFAULTS: LikelihoodSettings = {
  scores: 'ordinal',
  levels: 12,
  pseudoRatings: 1,
  spread: 1,
  caution: 0,
}

export interface PosteriorOptions {
  readonly prior: Prior
  readonly rows: Rows
  readonly evidence: readonly Evidence[]
  readonly settings?: Partial<LikelihoodSettings>
  /** Where to start the search, such as the taste before the last rating; the result is the same. */
  readonly start?: Posterior
}

export interface Posterior {
  /** (p): the mode. */
  readonly weights: Float64Array
  /** (p, p): Laplace's. */
  readonly covariance: Matrix
  readonly prior: Prior
  readonly settings: LikelihoodSettings
  /** (photo): beta_i = d log p(evidence) / d f_i at the mode, as often as it counts; 0 where nothing was said. */
  readonly forces: Float64Array
  readonly scales: { readonly [name in ScaleName]?: Scale }
  /** Laplace's log p(evidence); 0 without evidence. */
  readonly logEvidence: number
  /** Newton steps. */
  readonly iterations: number
}

/**
 * The taste that follows from a prior and everything that was said, whatever the order. Of several ratings of one photo on
 * one scale the last counts. Without evidence it is the prior. Milliseconds for ten ratings, seconds for 100,000.
 * @throws {UsageError} where evidence, prior, rows or settings hold a number that cannot be meant, or name no photo.
 * @throws {ShapeError} where prior and rows differ in width.
 */
export function fitPosterior(options: PosteriorOptions): Posterior {
  const settings = { ...LIKELIHOOD_DEFAULTS, ...options.settings }
  requireSound(options, settings)
  const evidence = latestEvidence(options.evidence)
  const { prior, rows, start } = options
  const comparisons = tempered(comparisonsOf(evidence, settings), settings)
  const design = designOf(rows, prior, comparisons.photos)
  const mode = findMode({
    design,
    comparisons,
    spread: settings.spread,
    ...(start === undefined
      ? {}
      : { start: { z: whitened(start.weights, prior), thresholds: startingThresholds(comparisons, start.scales) } }),
  })

  const forces = new Float64Array(rows.count)
  comparisons.photos.forEach((place, photo) => (forces[place] = mode.slopes.forces[photo]!))
  return {
    weights: prior.mean.map((mean, at) => mean + prior.deviation[at]! * mode.z[at]!),
    covariance: covarianceOf(mode, prior),
    prior,
    settings,
    forces,
    scales:
      settings.scores === 'ordinal'
        ? fittedScales(comparisons, mode.thresholds)
        : scalesBesidePairs({ evidence, settings, latents: mode.latents }),
    logEvidence: logEvidenceOf(mode, { comparisons, settings }),
    iterations: mode.iterations,
  }
}

function whitened(weights: Float64Array, { mean, deviation }: Prior): Float64Array {
  return weights.map((weight, at) => (deviation[at] === 0 ? 0 : (weight - mean[at]!) / deviation[at]!))
}

function requireSound({ prior, rows, evidence, start }: PosteriorOptions, settings: LikelihoodSettings): void {
  const { width, count, data } = rows
  const lengths = [prior.mean.length, prior.deviation.length, ...(start === undefined ? [] : [start.weights.length])]
  if (lengths.some((length) => length !== width))
    throw new ShapeError(`posterior: rows of ${width} numbers need as many prior weights, got ${lengths.join(', ')}`)
  if (data.length !== count * width)
    throw new ShapeError(`posterior: ${count} rows of ${width} numbers are ${count * width}, got ${data.length}`)
  if (!prior.mean.every(Number.isFinite)) throw new UsageError('prior: every mean must be a finite number')
  if (!prior.deviation.every((each) => each >= 0 && Number.isFinite(each)))
    throw new UsageError('prior: every deviation must be a finite number of at least 0')
  requireSettings(settings)
  requireEvidence(evidence, { isPhoto: (photo) => Number.isInteger(photo) && photo >= 0 && photo < count })
}

function requireSettings({ scores, levels, pseudoRatings, spread, caution }: LikelihoodSettings): void {
  if (scores !== 'ordinal' && scores !== 'pairs')
    throw new UsageError(`scores: ordinal or pairs, not ${String(scores)}`)
  if (!Number.isInteger(levels) || levels < 2) throw new UsageError(`levels: a whole number from 2, not ${levels}`)
  if (!(pseudoRatings > 0 && Number.isFinite(pseudoRatings)))
    throw new UsageError(`pseudoRatings: a number above 0, not ${pseudoRatings}`)
  if (!(caution >= 0 && Number.isFinite(caution)))
    throw new UsageError(`caution: a number of at least 0, not ${caution}`)
  if (!(spread >= 0 && Number.isFinite(spread))) throw new UsageError(`spread: a number of at least 0, not ${spread}`)
}
