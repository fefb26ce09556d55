import { PalateError, srocc } from '../core/index.ts'

/** What one person has rated: the support set. Positions of photos in a bed, and their scores on any scale. */
export interface Support {
  readonly photos: readonly number[]
  readonly scores: readonly number[]
}

/** @throws {PalateError} where a score is not finite, a photo stands twice, or the two lists differ in length. */
export function requireSupport({ photos, scores }: Support): void {
  if (photos.length !== scores.length)
    throw new PalateError(`support set: ${photos.length} photos with ${scores.length} scores`)
  const bad = scores.findIndex((each) => !Number.isFinite(each))
  if (bad >= 0) throw new PalateError(`support set: score ${bad + 1} is ${scores[bad]}; scores must be finite numbers`)
  if (new Set(photos).size !== photos.length) throw new PalateError('support set: a photo is rated twice')
}

/**
 * Zero-shot SROCC of each of the n database models on the support set (Sec. 3.3). Undefined with fewer than two photos,
 * or when all ratings or all predictions are equal: then 0, which says "nothing known".
 * @param databaseScores (photo, n) row-major
 */
export function supportRelevance(support: Support, databaseScores: Float32Array, count: number): number[] {
  return Array.from({ length: count }, (_, database) => {
    if (support.photos.length < 2) return 0
    const predicted = support.photos.map((photo) => databaseScores[photo * count + database]!)
    return srocc(predicted, support.scores) || 0
  })
}

/**
 * Weights of the databases from their zero-shot SROCC: softmax(SROCC / T) (Eq. 6). T = Infinity is the uniform
 * initialisation; T = 0 the best-fit one, all weight on the best (the first of equals).
 * @returns n weights that sum to 1
 */
export function adaptiveWeights(relevance: readonly number[], temperature: number): number[] {
  const best = Math.max(...relevance)
  if (temperature === 0) {
    const chosen = relevance.indexOf(best)
    return relevance.map((_, index) => (index === chosen ? 1 : 0))
  }
  const powers = relevance.map((each) => Math.exp((each - best) / temperature))
  const total = powers.reduce((sum, each) => sum + each, 0)
  return powers.map((each) => each / total)
}

/** A user's scores mapped affinely so that their lowest and highest become the template's 1 and 10; the middle when all are equal. */
export function scoresOnTemplate(scores: readonly number[]): number[] {
  const low = Math.min(...scores)
  const high = Math.max(...scores)
  return scores.map((each) => (high === low ? 5.5 : 1 + (9 * (each - low)) / (high - low)))
}
