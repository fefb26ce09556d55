import type { Bed } from './bed.ts'
import type { Method } from './method.ts'
import { adaptiveWeights, relevanceOf } from './relevance.ts'

/** Each database model alone, without learning anything: n labels `zero-shot:DATABASE` (figure 2). */
export function zeroShotMethod(bed: Bed): Method {
  return {
    name: 'zero-shot',
    async learn() {
      const scores = await bed.databaseScores()
      const count = bed.pack.databases.length
      return bed.pack.databases.map(({ name }, database) => ({
        label: `zero-shot:${name}`,
        scores: bed.photos.map((_, photo) => scores[photo * count + database]!),
        seconds: 0,
      }))
    },
  }
}

/** The single database model that agrees best with the support set (Best-fit before its fine-tuning). */
export function bestSingleMethod(bed: Bed): Method {
  return {
    name: 'best-single',
    async learn(support) {
      const started = performance.now()
      const table = await bed.databaseScores()
      const count = bed.pack.databases.length
      const weights = adaptiveWeights(await relevanceOf(bed, support), 0)
      const best = weights.indexOf(1)
      return [
        {
          label: 'best-single',
          scores: bed.photos.map((_, photo) => table[photo * count + best]!),
          seconds: secondsSince(started),
        },
      ]
    },
  }
}

/**
 * Weighted mean of the n database models' scores, each standardised over the photos of the bed (no ratings are looked at),
 * with weights softmax(SROCC / T). T = Infinity: equal weights, the paper's "simple logit-ensemble" (Sec. A). T = 1: the
 * paper's own softmax (Eq. 4), on scores instead of parameters.
 */
export function ensembleMethod(
  bed: Bed,
  options: { readonly name: string; readonly temperature: number | ((shots: number) => number) },
): Method {
  const { name, temperature } = options
  return {
    name,
    async learn(support) {
      const table = standardise(await bed.databaseScores(), bed.pack.databases.length)
      const started = performance.now()
      const count = bed.pack.databases.length
      const weights = adaptiveWeights(
        await relevanceOf(bed, support),
        typeof temperature === 'number' ? temperature : temperature(support.photos.length),
      )
      const scores = new Float64Array(bed.photos.length)
      const deviations = new Float64Array(bed.photos.length)
      for (let photo = 0; photo < scores.length; photo++) {
        const row = table.subarray(photo * count, (photo + 1) * count)
        scores[photo] = weights.reduce((sum, weight, database) => sum + weight * row[database]!, 0)
        deviations[photo] = Math.sqrt(
          weights.reduce((sum, weight, database) => sum + weight * (row[database]! - scores[photo]!) ** 2, 0),
        )
      }
      return [{ label: name, scores, deviations, seconds: secondsSince(started) }]
    },
  }
}

/** The standard error of an SROCC of K ratings, 1 / sqrt(K - 1): a softmax at it is sharp only where the ratings can tell. */
export function sroccError(shots: number): number {
  return shots <= 1 ? Infinity : 1 / Math.sqrt(shots - 1)
}

/** Each column to mean 0 and deviation 1; a constant column to 0. (photo, n) row-major. */
function standardise(table: Float32Array, count: number): Float64Array {
  const rows = table.length / count
  const result = new Float64Array(table.length)
  for (let column = 0; column < count; column++) {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += table[row * count + column]! / rows
    let variance = 0
    for (let row = 0; row < rows; row++) variance += (table[row * count + column]! - mean) ** 2 / rows
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0
    for (let row = 0; row < rows; row++) result[row * count + column] = (table[row * count + column]! - mean) * scale
  }
  return result
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000
}
