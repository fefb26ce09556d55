/** Beyond this many ratings on a scale a part of the pairs stands for all: about as many as 200 ratings have. */
const ALL_PAIRS = 200

/** Two ratings, by their places in a list, that are apart. */
export interface RatedPair {
  readonly better: number
  readonly worse: number
  readonly weight: number
}

/**
 * The pairs of K ratings that are rated apart, each with weight 2 / (K - 1). As every rating is in K - 1 pairs, K ratings
 * then weigh as much as K comparisons rather than as K (K - 1) / 2, which would make the posterior far too sure.
 *
 * Above 200 ratings each is compared with those at some evenly spread distances in the list, forwards and backwards, so
 * that all are compared equally often; the weight is 2 / (comparisons of each). Which pairs these are depends on the list
 * alone.
 */
export function ratedPairs(ratings: readonly number[]): RatedPair[] {
  const count = ratings.length
  const pairs: RatedPair[] = []
  const add = (a: number, b: number, weight: number): void => {
    if (ratings[a]! > ratings[b]!) pairs.push({ better: a, worse: b, weight })
    else if (ratings[b]! > ratings[a]!) pairs.push({ better: b, worse: a, weight })
  }
  if (count <= ALL_PAIRS) {
    for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) add(a, b, 2 / (count - 1))
    return pairs
  }
  const distances = Math.max(1, Math.floor((ALL_PAIRS * ALL_PAIRS) / 2 / count))
  for (let each = 0; each < distances; each++) {
    // Below count / 2, so that no pair comes up from both its ends.
    const distance = 1 + Math.floor((each * (Math.ceil(count / 2) - 1)) / distances)
    for (let a = 0; a < count; a++) add(a, (a + distance) % count, 1 / distances)
  }
  return pairs
}
