import { ShapeError, UsageError } from '../../core/index.ts'
import type { ScaleName } from './evidence.ts'
import { usualStars } from './fitted-scales.ts'
import type { Posterior, Scale } from './posterior.ts'
import { averagedSigmoid } from './sigmoid.ts'

/** The latent score of a photo: a Gaussian. */
export interface Latent {
  readonly mean: number
  readonly deviation: number
}

/** The latent score of a photo with this row (p). @throws {ShapeError} unless the row is (p). */
export function predict(posterior: Posterior, row: ArrayLike<number>): Latent {
  const { weights, covariance } = posterior
  if (row.length !== weights.length)
    throw new ShapeError(`predict: a taste of ${weights.length} weights got a row of ${row.length} numbers`)
  let mean = 0
  let variance = 0
  for (let i = 0; i < row.length; i++) {
    mean += row[i]! * weights[i]!
    let half = 0
    for (let j = 0; j < i; j++) half += covariance.get(i, j) * row[j]!
    variance += row[i]! * (2 * half + covariance.get(i, i) * row[i]!)
  }
  return { mean, deviation: Math.sqrt(Math.max(variance, 0)) }
}

/**
 * `predict` for many photos: some ten times as fast, the same but for the last digits. Each row is (p), which is not
 * looked at again.
 */
export function latentPredictor({ weights, covariance }: Posterior): (row: Float64Array) => Latent {
  const p = weights.length
  // (p (p + 1) / 2): the lower triangle by rows. What stands beside the diagonal counts twice.
  const triangle = new Float64Array((p * (p + 1)) / 2)
  for (let i = 0, at = 0; i < p; i++)
    for (let j = 0; j <= i; j++, at++) triangle[at] = (i === j ? 1 : 2) * covariance.get(i, j)
  return (row) => {
    let mean = 0
    let variance = 0
    for (let i = 0, at = 0; i < p; i++) {
      const value = row[i]!
      mean += value * weights[i]!
      let sum = 0
      for (let j = 0; j <= i; j++, at++) sum += triangle[at]! * row[j]!
      variance += value * sum
    }
    return { mean, deviation: Math.sqrt(Math.max(variance, 0)) }
  }
}

/**
 * P(the person rates the photo at each level of a scale of theirs), averaged over the photo's latent; sums to 1.
 * @throws {UsageError} if they never used the scale.
 */
export function levelProbabilities(posterior: Posterior, row: ArrayLike<number>, scale: ScaleName): Float64Array {
  return levelsOfLatent(posterior, predict(posterior, row), scale)
}

/** The same of a photo whose latent is known. */
export function levelsOfLatent(posterior: Posterior, latent: Latent, scale: ScaleName): Float64Array {
  const used = posterior.scales[scale]
  if (used === undefined) throw new UsageError(`this taste has no ${scale} rating; rate a photo on that scale first`)
  return probabilitiesOf(used, latent)
}

/** Differences of averaged P(y <= l), which are in order because every threshold sees the same Gaussian. */
function probabilitiesOf({ levels, thresholds }: Scale, { mean, deviation }: Latent): Float64Array {
  const result = new Float64Array(levels.length)
  let below = 0
  for (let level = 0; level < levels.length; level++) {
    const upTo = level < thresholds.length ? averagedSigmoid(thresholds[level]! - mean, deviation) : 1
    result[level] = Math.max(upTo - below, 0)
    below = upTo
  }
  return result
}

/**
 * P(the person prefers photo a to photo b, shown both), averaged over the posterior of the difference of their latents:
 * 1/2 for equal rows, and never surer than the taste is. Rows are (p).
 */
export function preference(posterior: Posterior, a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new ShapeError(`preference: rows of ${a.length} and ${b.length} numbers are not of one table`)
  const { mean, deviation } = predict(
    posterior,
    Float64Array.from(a, (each, at) => each - b[at]!),
  )
  return averagedSigmoid(mean, deviation)
}

/**
 * P(1 star), .., P(5 stars) (5): on the person's star scale; else on their score scale, their lowest level standing for 1
 * star and their highest for 5, a level between two stars shared by nearness; else by the stars people usually give.
 */
export function starProbabilities(posterior: Posterior, row: ArrayLike<number>): Float64Array {
  return starsOfLatent(posterior, predict(posterior, row))
}

/** The same of a photo whose latent is known. */
export function starsOfLatent(posterior: Posterior, latent: Latent): Float64Array {
  const { star, score } = posterior.scales
  if (star !== undefined || score === undefined || score.levels.length < 2)
    return probabilitiesOf(star ?? usualStars(posterior.settings), latent)
  const lowest = score.levels[0]!
  const highest = score.levels.at(-1)!
  const stars = new Float64Array(5)
  probabilitiesOf(score, latent).forEach((probability, level) => {
    const place = 4 * shareOf(score.levels[level]!, { lowest, highest })
    const floor = Math.min(Math.floor(place), 3)
    stars[floor]! += probability * (floor + 1 - place)
    stars[floor + 1]! += probability * (place - floor)
  })
  return stars
}

/** (value - lowest) / (highest - lowest), where the difference is too large for a number too. */
function shareOf(value: number, { lowest, highest }: { readonly lowest: number; readonly highest: number }): number {
  const range = highest - lowest
  return range < Infinity ? (value - lowest) / range : (value / 2 - lowest / 2) / (highest / 2 - lowest / 2)
}
