import type { Random } from '../../core/index.ts'
import { type Evidence, photosOf, type ScaleName } from './evidence.ts'
import { divide } from './folds.ts'
import { fitPosterior, type LikelihoodSettings, type Posterior, type Prior, type Rows } from './posterior.ts'
import type { PairGroup } from './rank-relation.ts'

/** How pairs of photos came out that the fit had not seen. */
export interface HeldOutPairs {
  /** Photos that take part. */
  readonly photos: number
  /** Photos held out for one that is fitted on, on average. */
  readonly ratio: number
  /** Right less wrong comparisons, and all of them; a pair counts as often as it was held out. */
  readonly right: number
  readonly pairs: number
  /** The same sums for the pairs of each photo. */
  readonly rightOf: Float64Array
  readonly pairsOf: Float64Array
  /** The scales, and duels, that the pairs come from, the one with most pairs first. */
  readonly groups: readonly PairGroup[]
}

const VALUE_OF_FLAG = { reject: 0, pick: 1 }

/**
 * Cross-validated comparisons. Only two photos that were both held out of one fit are compared: each photo that is left out
 * shifts what a fit takes for the middle, so scores of different fits cannot be put in one order (the bias downwards of
 * correlations under leave-one-out; Airola et al. 2011). A pair is two photos rated apart on one scale, or one duel that was
 * no tie; equal predictions are half right. A duel of which only one side is held out is used neither to fit nor to judge:
 * the photo held out must be as unknown as any other.
 */
export function judgeHeldOut(options: {
  readonly prior: Prior
  readonly rows: Rows
  readonly evidence: readonly Evidence[]
  readonly settings: Partial<LikelihoodSettings>
  readonly folds: number
  readonly random: Random
}): HeldOutPairs {
  const { prior, settings, folds, random } = options
  const { rows, evidence } = onlyRated(options.rows, options.evidence)
  const duels = evidence.flatMap((item) => (item.kind === 'duel' ? [[item.left, item.right] as const] : []))
  const everybody = Array.from({ length: rows.count }, (_, photo) => photo)
  const { photos, heldOut } = divide({ photos: everybody, duels, folds, random })

  const ratings = ratingsOf(evidence)
  const counts = new Map<ScaleName | 'duel', number>()
  const rightOf = new Float64Array(rows.count)
  const pairsOf = new Float64Array(rows.count)
  let start: Posterior | undefined
  for (const fold of heldOut) {
    const outside = new Set(photos)
    for (const photo of fold) outside.delete(photo)
    const seen = evidence.filter((item) => photosOf(item).every((photo) => outside.has(photo)))
    start = fitPosterior({ prior, rows, evidence: seen, settings, ...(start === undefined ? {} : { start }) })
    const score = scoresOf(rows, fold, start.weights)
    const judge = (kind: ScaleName | 'duel', better: number, worse: number): void => {
      const sign = Math.sign(score[better]! - score[worse]!)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      for (const photo of [better, worse]) {
        rightOf[photo]! += sign
        pairsOf[photo]!++
      }
    }
    for (const [scale, values] of ratings) {
      const rated = fold.filter((photo) => values.has(photo))
      rated.forEach((a, at) =>
        rated.slice(0, at).forEach((b) => {
          const difference = values.get(a)! - values.get(b)!
          if (difference > 0) judge(scale, a, b)
          else if (difference < 0) judge(scale, b, a)
        }),
      )
    }
    const inside = new Set(fold)
    for (const item of evidence) {
      if (item.kind !== 'duel' || item.winner === 'tie' || !inside.has(item.left) || !inside.has(item.right)) continue
      if (item.winner === 'left') judge('duel', item.left, item.right)
      else judge('duel', item.right, item.left)
    }
  }
  return {
    photos: photos.length,
    ratio: heldOut.reduce((sum, fold) => sum + fold.length / (photos.length - fold.length), 0) / heldOut.length,
    right: sumOf(rightOf) / 2,
    pairs: sumOf(pairsOf) / 2,
    rightOf,
    pairsOf,
    groups: [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([kind, pairs]) => ({ pairs, shares: kind === 'duel' ? [1] : sharesOf(ratings.get(kind)!) })),
  }
}

/** A table of the photos that something was said of, and the same said of their places in it. */
function onlyRated(rows: Rows, evidence: readonly Evidence[]): { rows: Rows; evidence: readonly Evidence[] } {
  const photos = [...new Set(evidence.flatMap(photosOf))].sort((a, b) => a - b)
  const place = new Map(photos.map((photo, at) => [photo, at]))
  const { width } = rows
  const data = new Float64Array(photos.length * width)
  photos.forEach((photo, at) => data.set(rows.data.subarray(photo * width, (photo + 1) * width), at * width))
  return {
    rows: { count: photos.length, width, data },
    evidence: evidence.map((item) =>
      item.kind === 'duel'
        ? { ...item, left: place.get(item.left)!, right: place.get(item.right)! }
        : { ...item, photo: place.get(item.photo)! },
    ),
  }
}

/** Ratings by scale and photo, as numbers. */
function ratingsOf(evidence: readonly Evidence[]): ReadonlyMap<ScaleName, ReadonlyMap<number, number>> {
  const result = new Map<ScaleName, Map<number, number>>()
  for (const item of evidence) {
    if (item.kind === 'duel') continue
    const scale = result.get(item.kind) ?? new Map<number, number>()
    const value = item.kind === 'score' ? item.value : item.kind === 'star' ? item.stars : VALUE_OF_FLAG[item.flag]
    result.set(item.kind, scale.set(item.photo, value))
  }
  return result
}

function sharesOf(values: ReadonlyMap<number, number>): readonly number[] {
  const counts = new Map<number, number>()
  for (const value of values.values()) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => a[0] - b[0]).map(([, count]) => count / values.size)
}

/** phi . w by place, of some photos. */
function scoresOf({ data, width }: Rows, photos: readonly number[], weights: Float64Array): Float64Array {
  const result = new Float64Array(data.length / width)
  for (const photo of photos) {
    for (let at = 0; at < width; at++) result[photo]! += data[photo * width + at]! * weights[at]!
  }
  return result
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
