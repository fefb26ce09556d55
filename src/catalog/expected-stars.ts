import { type Latent, levelsOfLatent, type Posterior, starsOfLatent } from '../personalize/index.ts'

/** Stars that a person would give. */
export interface ExpectedStars {
  /** The lowest of 1 to 5 that the photo reaches with a probability of a half: less jumpy than the likeliest. */
  readonly stars: number
  /** P(exactly these stars). */
  readonly probability: number
}

/**
 * Stars that the person of a log would give to the photo with this latent score. Who starred photos in another program means
 * those stars; who only scored here means scores, which are 1 to 5 as well, so that a 3 said is a 3 expected even before
 * the ends of the scale were used. With fewer than three levels said, it is what people usually mean by stars.
 */
export function expectedStars(posterior: Posterior, latent: Latent): ExpectedStars {
  const { score, star } = posterior.scales
  if (star === undefined && score !== undefined && score.levels.length >= 3) {
    const probabilities = new Float64Array(5)
    levelsOfLatent(posterior, latent, 'score').forEach((each, at) => (probabilities[score.levels[at]! - 1] = each))
    return medianStars(probabilities)
  }
  return medianStars(starsOfLatent(posterior, latent))
}

export function medianStars(probabilities: ArrayLike<number>): ExpectedStars {
  let sum = 0
  for (let level = 0; level < probabilities.length; level++) {
    sum += probabilities[level]!
    if (sum >= 0.5) return { stars: level + 1, probability: probabilities[level]! }
  }
  return { stars: probabilities.length, probability: probabilities[probabilities.length - 1]! }
}
