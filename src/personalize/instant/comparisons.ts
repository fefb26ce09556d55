import type { Evidence, ScaleName } from './evidence.ts'
import { ratedPairs } from './pairs.ts'
import { type Ratings, ratingsByScale } from './scales.ts'

/**
 * Evidence as comparisons between nodes. Nodes are, in this order: the m photos spoken of, the T thresholds of the scales
 * used, and two constants, +spread and -spread.
 */
export interface Comparisons {
  /** (m): places in the table, ascending. */
  readonly photos: Int32Array
  /** T */
  readonly thresholds: number
  readonly scales: readonly ScalePlace[]
  /** (comparison): a node; for two photos the one above. Ascending. */
  readonly anchor: Int32Array
  /** (comparison): the node that the anchor is compared with. */
  readonly other: Int32Array
  /** (comparison): 1 if the anchor is above the other, -1 if below. */
  readonly sign: Int8Array
  /** (comparison): how often, above 0. */
  readonly weight: Float64Array
  /** (T): ratings between this threshold and the one before; 0 for the first of a scale. */
  readonly gaps: Float64Array
}

/** A scale and where its thresholds lie among all. */
export interface ScalePlace {
  readonly name: ScaleName
  readonly levels: Float64Array
  readonly first: number
  /** (level): ratings, imagined ones included. */
  readonly counts: Float64Array
}

export interface ComparisonSettings {
  /** Ratings as levels between thresholds, or as pairs that are rated apart. */
  readonly scores: 'ordinal' | 'pairs'
  /** Most levels of a person's own scale. */
  readonly levels: number
  /** Imagined ratings of each level. */
  readonly pseudoRatings: number
}

/**
 * What was said, as comparisons in an order that does not depend on the order of saying. Expects evidence that
 * `requireEvidence` passed and `latestEvidence` thinned.
 */
export function comparisonsOf(evidence: readonly Evidence[], settings: ComparisonSettings): Comparisons {
  const photos = placesOf(evidence)
  const nodeOf = new Map(Array.from(photos, (photo, node) => [photo, node]))
  const list = new ComparisonList()
  for (const item of evidence) {
    if (item.kind !== 'duel') continue
    const left = nodeOf.get(item.left)!
    const right = nodeOf.get(item.right)!
    // A tie is half of either outcome.
    if (item.winner !== 'right') list.add(left, right, 1, item.winner === 'tie' ? 0.5 : 1)
    if (item.winner !== 'left') list.add(right, left, 1, item.winner === 'tie' ? 0.5 : 1)
  }

  const scales: ScalePlace[] = []
  const gaps: number[] = []
  const limit = settings.scores === 'pairs' ? Infinity : settings.levels // pairs need no levels
  for (const ratings of ratingsByScale(evidence, { limit })) {
    const nodes = ratings.photos.map((photo) => nodeOf.get(photo)!)
    if (settings.scores === 'pairs') {
      for (const pair of ratedPairs(ratings.level)) list.add(nodes[pair.better]!, nodes[pair.worse]!, 1, pair.weight)
    } else {
      scales.push(addLevels(list, gaps, { ratings, nodes, photos: photos.length, ...settings }))
    }
  }

  // Only now is it known how many thresholds come before the constants.
  const plus = photos.length + gaps.length
  for (const { first, counts } of scales) {
    for (let at = 0; at < counts.length - 1; at++) {
      const threshold = photos.length + first + at
      for (const constant of [plus, plus + 1]) {
        // Imagined ratings of the level below the threshold lie below it, those of the level above it above.
        list.add(threshold, constant, 1, settings.pseudoRatings / 2)
        list.add(threshold, constant, -1, settings.pseudoRatings / 2)
      }
    }
  }
  return { photos, thresholds: gaps.length, scales, gaps: Float64Array.from(gaps), ...list.sorted() }
}

/**
 * The same with what was said counting K^2 / (K^2 + caution^2) times, K the number of photos spoken of; what is imagined
 * counts in full. Forces and curvature of few ratings shrink, so that a taste begins close to its prior and stays unsure.
 */
export function tempered(
  comparisons: Comparisons,
  { caution, pseudoRatings }: { readonly caution: number; readonly pseudoRatings: number },
): Comparisons {
  if (caution === 0) return comparisons
  const photos = comparisons.photos.length
  const share = photos ** 2 / (photos ** 2 + caution ** 2)
  return {
    ...comparisons,
    weight: comparisons.weight.map((weight, at) => (comparisons.anchor[at]! < photos ? share * weight : weight)),
    gaps: comparisons.gaps.map((gap) => (gap > 0 ? pseudoRatings + share * (gap - pseudoRatings) : 0)),
  }
}

/** What is imagined of the same scales before anything is said. */
export function imaginedComparisons(comparisons: Comparisons, { pseudoRatings }: ComparisonSettings): Comparisons {
  const photos = comparisons.photos.length
  const from = comparisons.anchor.findIndex((node) => node >= photos)
  const rest = from < 0 ? comparisons.anchor.length : from
  return {
    photos: new Int32Array(0),
    thresholds: comparisons.thresholds,
    scales: comparisons.scales.map((scale) => ({ ...scale, counts: scale.counts.map(() => pseudoRatings) })),
    anchor: comparisons.anchor.subarray(rest).map((node) => node - photos),
    other: comparisons.other.subarray(rest).map((node) => node - photos),
    sign: comparisons.sign.subarray(rest),
    weight: comparisons.weight.subarray(rest),
    gaps: comparisons.gaps.map((gap) => (gap > 0 ? pseudoRatings : 0)),
  }
}

function placesOf(evidence: readonly Evidence[]): Int32Array {
  const places = new Set<number>()
  for (const item of evidence) {
    if (item.kind === 'duel') places.add(item.left).add(item.right)
    else places.add(item.photo)
  }
  return Int32Array.from(places).sort()
}

/**
 * A rating of level l is the photo below threshold l, above threshold l - 1, and room between the two:
 * log (sigmoid(b - f) - sigmoid(a - f)) = log sigmoid(b - f) + log sigmoid(f - a) + log (1 - exp(a - b)).
 */
function addLevels(
  list: ComparisonList,
  gaps: number[],
  {
    ratings,
    nodes,
    photos,
    pseudoRatings,
  }: { ratings: Ratings; nodes: readonly number[]; photos: number; pseudoRatings: number },
): ScalePlace {
  const { name, levels } = ratings
  const first = gaps.length
  const last = levels.length - 1
  const counts = new Float64Array(levels.length).fill(pseudoRatings)
  ratings.level.forEach((level, at) => {
    counts[level]!++
    if (level < last) list.add(nodes[at]!, photos + first + level, -1, 1)
    if (level > 0) list.add(nodes[at]!, photos + first + level - 1, 1, 1)
  })
  for (let at = 0; at < last; at++) gaps.push(at === 0 ? 0 : counts[at]!)
  return { name, levels, first, counts }
}

/** Comparisons while they are being collected. */
class ComparisonList {
  readonly #anchor: number[] = []
  readonly #other: number[] = []
  readonly #sign: number[] = []
  readonly #weight: number[] = []

  add(anchor: number, other: number, sign: 1 | -1, weight: number): void {
    this.#anchor.push(anchor)
    this.#other.push(other)
    this.#sign.push(sign)
    this.#weight.push(weight)
  }

  /** In one order for every order of adding: sums of rounded numbers depend on it. */
  sorted(): Pick<Comparisons, 'anchor' | 'other' | 'sign' | 'weight'> {
    const [anchor, other, sign, weight] = [this.#anchor, this.#other, this.#sign, this.#weight]
    const order = Uint32Array.from(anchor, (_, at) => at).sort(
      (a, b) => anchor[a]! - anchor[b]! || other[a]! - other[b]! || sign[a]! - sign[b]! || weight[a]! - weight[b]!,
    )
    return {
      anchor: Int32Array.from(order, (at) => anchor[at]!),
      other: Int32Array.from(order, (at) => other[at]!),
      sign: Int8Array.from(order, (at) => sign[at]!),
      weight: Float64Array.from(order, (at) => weight[at]!),
    }
  }
}
