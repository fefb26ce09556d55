import type { Random } from '../../core/index.ts'
import { type Field, gainOf, observe, openField } from './information.ts'
import type { Posterior, Rows } from './posterior.ts'

/** What to choose from. */
export interface NextOptions {
  readonly posterior: Posterior
  /** The library, (photo, p). */
  readonly rows: Rows
  /** Places that are not to be asked about, such as those already rated. */
  readonly exclude?: ReadonlySet<number>
  readonly random: Random
}

/**
 * 1 / the Fisher information of a rating on many levels with unit logistic noise; fewer levels tell a little less (a flag
 * 1/4 instead of 1/3), of all photos alike.
 */
const RATING_NOISE = 3

/** Photos that are looked at for pairs: the best single ones, and as many drawn at random. */
const PAIR_CANDIDATES = 200

/**
 * Places of the photos to ask about next, the most telling first; fewer than `count` where the library has no more.
 *
 * The criterion is the expected fall of the variance of f, averaged over the library (integrated variance: Cohn, Ghahramani
 * and Jordan 1996; Bayesian I- or V-optimality: Chaloner and Verdinelli 1995). Only differences of scores make an order, and
 * a person's thresholds are their own, so rows count as deviations x from the library's mean. With the posterior covariance
 * V and C = mean of x x' over the library, asking about x takes
 *
 *   x' V C V x / (x' V x + noise)
 *
 * off trace(C V). Uncertainty sampling would take the largest x' V x: photos like no other. Here a photo is worth what its
 * answer tells about the others. The next photo of the batch is chosen as if the answers before were known without noise:
 * two photos that are alike get like answers, whatever the noise, and nobody wants to be asked twice.
 */
export function nextPhotos(options: NextOptions & { readonly count: number }): readonly number[] {
  const field = openField(options)
  const chosen: number[] = []
  while (chosen.length < Math.min(options.count, field.places.length)) {
    const best = bestOf(field, new Set(chosen))
    chosen.push(best)
    observe(field, best)
  }
  return chosen.map((at) => field.places[at]!)
}

/**
 * Places of the two photos to compare next: the criterion of `nextPhotos` for d = a - b, with the Fisher information that a
 * choice is expected to give, E[p (1 - p)]: a choice that is settled in advance tells nothing. Photos that
 * were compared before are best excluded (in simulation ten pairs of new photos taught more than ten that could come back).
 * Undefined where fewer than two photos are left to ask about.
 */
export function nextPair(options: NextOptions): readonly [number, number] | undefined {
  const field = openField(options)
  const count = field.places.length
  if (count < 2) return undefined
  const gains = Float64Array.from({ length: count }, (_, at) => gainOf(field, at, RATING_NOISE))
  const best = Array.from({ length: count }, (_, at) => at).sort((a, b) => gains[b]! - gains[a]! || a - b)
  // Places are in random order: the first ones are a random draw.
  const drawn = Array.from({ length: Math.min(PAIR_CANDIDATES, count) }, (_, at) => at)
  const candidates = [...new Set([...best.slice(0, PAIR_CANDIDATES), ...drawn])]
  let pair: readonly [number, number] = [candidates[0]!, candidates[1]!]
  let highest = -1
  for (let second = 1; second < candidates.length; second++) {
    for (let first = 0; first < second; first++) {
      const gain = pairGain(field, candidates[first]!, candidates[second]!)
      if (gain <= highest) continue
      highest = gain
      pair = [candidates[first]!, candidates[second]!]
    }
  }
  return [field.places[pair[0]]!, field.places[pair[1]]!]
}

function bestOf(field: Field, taken: ReadonlySet<number>): number {
  let best = -1
  let highest = -1
  for (let at = 0; at < field.places.length; at++) {
    if (taken.has(at)) continue
    const gain = gainOf(field, at, RATING_NOISE)
    if (gain <= highest) continue
    highest = gain
    best = at
  }
  return best
}

function pairGain(field: Field, a: number, b: number): number {
  const { width, x, vx, cvx, variance, reach, mean } = field
  let shared = 0
  let sharedReach = 0
  for (let at = 0; at < width; at++) {
    shared += x[a * width + at]! * vx[b * width + at]!
    sharedReach += vx[a * width + at]! * cvx[b * width + at]!
  }
  const spread = variance[a]! + variance[b]! - 2 * shared
  const shrink = 1 / Math.sqrt(1 + (Math.PI / 8) * spread) // MacKay 1992: the logistic averaged over a Gaussian
  const p = 1 / (1 + Math.exp(-shrink * (mean[a]! - mean[b]!)))
  const information = shrink * p * (1 - p)
  return ((reach[a]! + reach[b]! - 2 * sharedReach) * information) / (spread * information + 1)
}
