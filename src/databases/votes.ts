/** What a photo's votes say: their number, mean and standard deviation (of the votes at hand, not of a sample). */
export interface VoteSummary {
  readonly votes: number
  readonly mean: number
  readonly disagreement: number
}

/**
 * Of `counts[i]` votes for the mark `values[i]`; undefined where there are none.
 * Marks 1 and 3 with one vote each: `{ votes: 2, mean: 2, disagreement: 1 }`.
 */
export function summaryOf(counts: readonly number[], values: readonly number[]): VoteSummary | undefined {
  const votes = counts.reduce((sum, count) => sum + count, 0)
  if (votes === 0) return undefined
  const mean = counts.reduce((sum, count, at) => sum + count * values[at]!, 0) / votes
  const variance = counts.reduce((sum, count, at) => sum + count * (values[at]! - mean) ** 2, 0) / votes
  return { votes, mean, disagreement: Math.sqrt(variance) }
}
