import { input, mul, neg, reshape, softplus, sub, sum, type Value } from '../graph/index.ts'
import { scoresOnTemplate, type Support } from './support.ts'

/** How a batch of rated photos becomes a loss. */
export type LossName = 'bradley-terry' | 'mse'

/** Which pairs of a batch the rank loss compares. */
export type Pairing = 'all' | 'halves'

/**
 * Graph inputs of a loss over `batch` scores. Weights are inputs, so that one graph serves every person:
 * bradley-terry: `pairs` (batch, batch); mse: `targets` (batch) and `weights` (batch).
 */
export function lossGraph(loss: LossName, scores: Value): Value {
  const batch = scores.shape[0]!
  if (loss === 'mse') {
    const error = sub(scores, input('targets', [batch]))
    return sum(mul(input('weights', [batch]), mul(error, error)))
  }
  // -log sigmoid(f(x1) - f(x2)) = softplus(-(f(x1) - f(x2))), the stable form (Eq. 3).
  const difference = sub(reshape(scores, [batch, 1]), reshape(scores, [1, batch])) // (batch, batch)
  return sum(mul(input('pairs', [batch, batch]), softplus(neg(difference))))
}

/** Feeds of `lossGraph` for some photos of a support set; the MSE loss sees its scores on the template's scale. */
export function batchFeeds(
  support: Support,
  positions: readonly number[],
  options: { readonly loss: LossName; readonly pairing: Pairing },
): Record<string, Float32Array> {
  const scores = options.loss === 'mse' ? scoresOnTemplate(support.scores) : support.scores
  return lossFeeds(
    options.loss,
    positions.map((position) => scores[position]!),
    options,
  )
}

/** Feeds of `lossGraph` for one batch: user scores in the order of the photos. */
export function lossFeeds(
  loss: LossName,
  scores: readonly number[],
  options: { readonly pairing: Pairing },
): Record<string, Float32Array> {
  if (loss === 'mse') {
    return { targets: Float32Array.from(scores), weights: new Float32Array(scores.length).fill(1 / scores.length) }
  }
  return { pairs: options.pairing === 'all' ? allPairs(scores) : halfPairs(scores) }
}

/**
 * Weight of each ordered pair (i, j): 1 / pairs where photo i is rated above photo j. A tie is no pair (the paper's
 * y1 >= y2 would push both ways). Without any pair all weights are 0, and so are loss and gradient.
 */
function allPairs(scores: readonly number[]): Float32Array {
  const count = scores.length
  const weights = new Float32Array(count * count)
  let pairs = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (scores[i]! <= scores[j]!) continue
      weights[i * count + j] = 1
      pairs++
    }
  }
  return pairs === 0 ? weights : weights.map((weight) => weight / pairs)
}

/** The released code: photo i of the first half against photo i of the second; ties stay in the mean as 0, an odd photo is dropped. */
function halfPairs(scores: readonly number[]): Float32Array {
  const count = scores.length
  const half = Math.floor(count / 2)
  const weights = new Float32Array(count * count)
  for (let i = 0; i < half; i++) {
    const j = half + i
    if (scores[i]! > scores[j]!) weights[i * count + j] = 1 / half
    else if (scores[j]! > scores[i]!) weights[j * count + i] = 1 / half
  }
  return weights
}

/** The same loss and its gradient with respect to the scores, in plain numbers, for the linearised method. */
export function lossOf(
  loss: LossName,
  scores: ArrayLike<number>,
  feeds: Readonly<Record<string, Float32Array>>,
): { readonly loss: number; readonly gradient: Float64Array } {
  const count = scores.length
  const gradient = new Float64Array(count)
  let total = 0
  if (loss === 'mse') {
    for (let i = 0; i < count; i++) {
      const error = scores[i]! - feeds['targets']![i]!
      total += feeds['weights']![i]! * error * error
      gradient[i] = 2 * feeds['weights']![i]! * error
    }
    return { loss: total, gradient }
  }
  const pairs = feeds['pairs']!
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const weight = pairs[i * count + j]!
      if (weight === 0) continue
      const difference = scores[i]! - scores[j]!
      total += weight * (Math.max(-difference, 0) + Math.log1p(Math.exp(-Math.abs(difference))))
      const slope = weight / (1 + Math.exp(difference)) // weight * sigmoid(-difference)
      gradient[i]! -= slope
      gradient[j]! += slope
    }
  }
  return { loss: total, gradient }
}
