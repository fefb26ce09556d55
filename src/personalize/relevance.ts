import { srocc } from '../core/index.ts'
import type { Bed } from './bed.ts'
import { requireSupport, type Support } from './support.ts'

/** Zero-shot SROCC of each database model of a bed on the support set (Sec. 3.3): n numbers, see `supportRelevance`. */
export async function relevanceOf(bed: Bed, support: Support): Promise<number[]> {
  return supportRelevance(support, await bed.databaseScores(), bed.pack.databases.length)
}

/**
 * Zero-shot SROCC of each of the n database models on the support set (Sec. 3.3). Undefined with fewer than two photos,
 * or when all ratings or all predictions are equal: then 0, which says "nothing known".
 * @param databaseScores (photo, n) row-major
 * @throws {PalateError} for ratings that are no numbers.
 */
export function supportRelevance(support: Support, databaseScores: Float32Array, count: number): number[] {
  requireSupport(support)
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
