import { PalateError, ShapeError } from './errors.ts'

/**
 * How well one list of numbers orders another. A constant list, or one of fewer than two numbers, has no order to agree
 * with: every measure is then NaN, which means "undefined", and the caller decides what that counts for.
 */

/**
 * Ranks from 1, ties sharing the average of their places: `[10, 30, 30, 20] -> [1, 3.5, 3.5, 2]`.
 * @throws {PalateError} where a value is not finite.
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  requireFinite('averageRanks', values)
  const order = Uint32Array.from({ length: values.length }, (_, at) => at)
  order.sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    const shared = (start + 1 + end) / 2
    for (let place = start; place < end; place++) ranks[order[place]!] = shared
    start = end
  }
  return ranks
}

/**
 * Spearman's rank-order correlation in [-1, 1]: Pearson's correlation of the average ranks. The paper's Eq. 5 is the same
 * number only where nothing ties, and stars tie all the time. NaN where either side is constant.
 * @throws {ShapeError} unless both have the same length. @throws {PalateError} where a value is not finite.
 */
export function srocc(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength('srocc', a, b)
  return correlation(averageRanks(a), averageRanks(b))
}

/**
 * Pearson's linear correlation in [-1, 1]; NaN where either side is constant.
 * @throws {ShapeError} unless both have the same length. @throws {PalateError} where a value is not finite.
 */
export function plcc(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength('plcc', a, b)
  requireFinite('plcc', a)
  requireFinite('plcc', b)
  return correlation(a, b)
}

/**
 * Share in [0, 1] of the pairs with different ratings that the scores put in the right order; a pair with equal scores is
 * half right, so that chance is .5. NaN where all ratings are equal.
 * @throws {ShapeError} unless both have the same length. @throws {PalateError} where a value is not finite.
 */
export function pairwiseAccuracy(scores: ArrayLike<number>, ratings: ArrayLike<number>): number {
  requireSameLength('pairwiseAccuracy', scores, ratings)
  requireFinite('pairwiseAccuracy', scores)
  requireFinite('pairwiseAccuracy', ratings)
  let pairs = 0
  let right = 0
  for (let a = 1; a < ratings.length; a++) {
    for (let b = 0; b < a; b++) {
      const rated = ratings[a]! - ratings[b]!
      if (rated === 0) continue
      const scored = scores[a]! - scores[b]!
      pairs++
      if (scored === 0) right += 0.5
      else if (scored > 0 === rated > 0) right++
    }
  }
  return right / pairs
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = centred(a)
  const y = centred(b)
  if (x === undefined || y === undefined) return Number.NaN
  let xy = 0
  let xx = 0
  let yy = 0
  for (let at = 0; at < x.length; at++) {
    xy += x[at]! * y[at]!
    xx += x[at]! * x[at]!
    yy += y[at]! * y[at]!
  }
  // Rounding may carry a perfect correlation past 1 by one unit in the last place.
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)))
}

/**
 * Deviations from the mean as shares of the largest one, so that the squares of tiny or huge numbers stay in range;
 * nothing where all values are equal. Equality is read off the values: rounding gives a constant's deviations a trace.
 */
function centred(values: ArrayLike<number>): Float64Array | undefined {
  const first = values[0]
  let constant = true
  let mean = 0
  for (let at = 0; at < values.length; at++) {
    if (values[at] !== first) constant = false
    mean += values[at]! / values.length
  }
  if (constant) return undefined
  const deviations = new Float64Array(values.length)
  let largest = 0
  for (let at = 0; at < values.length; at++) {
    deviations[at] = values[at]! - mean
    largest = Math.max(largest, Math.abs(deviations[at]!))
  }
  for (let at = 0; at < values.length; at++) deviations[at]! /= largest
  return deviations
}

function requireSameLength(what: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) {
    throw new ShapeError(`${what}: expected two lists of one length, got ${a.length} and ${b.length} numbers`)
  }
}

function requireFinite(what: string, values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at])) {
      throw new PalateError(
        `${what}: number ${at + 1} of ${values.length} is ${values[at]}; only finite numbers have an order`,
      )
    }
  }
}
