import { UsageError } from '../../core/index.ts'
import type { Database, RatingRow } from '../contract.ts'

export interface StandardScore {
  readonly rater: string
  readonly image: string
  /** In deviations of the rater's own scores from the rater's own mean. */
  readonly value: number
}

/**
 * Each rater's scores with mean 0 and (population) deviation 1: which part of the scale somebody uses says nothing of taste.
 * Raters whose scores are all equal have none; they are named in `constant`.
 * @throws {UsageError} where the database names no raters, or all of them are constant.
 */
export function standardScores({ name, rows }: Pick<Database, 'name' | 'rows'>): {
  readonly scores: readonly StandardScore[]
  readonly constant: readonly string[]
} {
  const byRater = new Map<string, RatingRow[]>()
  for (const row of rows) {
    if (row.rater === null)
      throw new UsageError(`${name} names no raters, so there is nobody to compare; its file needs a column "rater"`)
    const own = byRater.get(row.rater)
    if (own === undefined) byRater.set(row.rater, [row])
    else own.push(row)
  }
  const constant: string[] = []
  const scores: StandardScore[] = []
  for (const [rater, own] of byRater) {
    if (own.every(({ score }) => score === own[0]!.score)) {
      constant.push(rater)
      continue
    }
    const mean = own.reduce((sum, { score }) => sum + score, 0) / own.length
    const deviation = Math.sqrt(own.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / own.length)
    for (const { image, score } of own) scores.push({ rater, image, value: (score - mean) / deviation })
  }
  if (scores.length === 0) {
    throw new UsageError(
      `${name}: each of the ${byRater.size} raters gave all photos one score, so there is nothing to compare`,
    )
  }
  return { scores, constant }
}

/** Values gathered under a key, in the order in which the keys first come. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
