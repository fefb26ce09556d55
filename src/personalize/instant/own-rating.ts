import { UsageError } from '../../core/index.ts'
import type { ScaleName } from './evidence.ts'
import { usualStars } from './fitted-scales.ts'
import type { Posterior, Scale } from './posterior.ts'
import type { Latent } from './predictions.ts'
import { sigmoid } from './sigmoid.ts'

/** Scores of 1 to 5 of which so few levels were said say little of where the others begin. */
const FEWEST_LEVELS = 3

/**
 * The score of a photo for the person who rated it, given that rating: f + e, where f is the taste's score and e, the
 * logistic noise of the ordinal likelihood, is read as what this person sees in this photo and no model does. The rating
 * says between which thresholds f + e lies; this is its mean there. So what was rated stands where its rating puts it,
 * and among photos of one level the taste decides. Values are 1 to 5 of scores and stars, 0 and 1 of flags.
 * @throws {UsageError} if the person never used the scale.
 */
export function scoreAfterRating(
  posterior: Posterior,
  latent: Latent,
  { scale, value }: { readonly scale: ScaleName; readonly value: number },
): number {
  return meanWithin(latent, intervalOf(scaleMeant(posterior, scale), value))
}

/** Scores of 1 to 5 are stars until enough of their levels were said. */
function scaleMeant({ scales, settings }: Posterior, name: ScaleName): Scale {
  const used = scales[name]
  if (name === 'score' && used !== undefined && used.levels.length < FEWEST_LEVELS) return usualStars(settings)
  if (used === undefined) throw new UsageError(`this taste has no ${name} rating; rate a photo on that scale first`)
  return used
}

/** Between which thresholds a value lies: those of the level that is nearest to it. */
function intervalOf({ levels, thresholds }: Scale, value: number): readonly [low: number, high: number] {
  let nearest = 0
  levels.forEach((level, at) => {
    if (Math.abs(level - value) < Math.abs(levels[nearest]! - value)) nearest = at
  })
  return [thresholds[nearest - 1] ?? -Infinity, thresholds[nearest] ?? Infinity]
}

/** Below this share of the distribution an interval is as good as its nearer end. */
const LEAST_SHARE = 1e-12

/**
 * E[u | low < u < high] of u = f + e, f Gaussian and e standard logistic, whose sum is taken as logistic with the scale
 * sqrt(1 + pi deviation^2 / 8) (MacKay 1992). With z = (u - mean) / scale: the antiderivative of z sigmoid'(z) is
 * z sigmoid(z) - log(1 + e^z), which is even.
 */
export function meanWithin({ mean, deviation }: Latent, [low, high]: readonly [low: number, high: number]): number {
  const scale = Math.sqrt(1 + (Math.PI / 8) * deviation ** 2)
  const [from, to] = [(low - mean) / scale, (high - mean) / scale]
  // On the side where both are small, so that their difference keeps its digits.
  const share = from > 0 ? sigmoid(-from) - sigmoid(-to) : sigmoid(to) - sigmoid(from)
  if (share < LEAST_SHARE) return from > 0 ? low : high
  return mean + (scale * (antiderivative(to) - antiderivative(from))) / share
}

function antiderivative(z: number): number {
  const size = Math.abs(z)
  return size === Infinity ? 0 : -size * sigmoid(-size) - Math.log1p(Math.exp(-size))
}
