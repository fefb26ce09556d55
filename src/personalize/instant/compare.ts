import { ShapeError, srocc, UsageError } from '../../core/index.ts'
import type { Descriptors } from '../descriptor.ts'
import { orderByTaste } from './order.ts'
import { foldWeights } from './taste-model.ts'
import type { AnyTaste } from './taste-record.ts'

/** A photo on which two tastes differ. Ranks count from 1, the best. */
export interface RankDifference {
  /** Place in the descriptors. */
  readonly photo: number
  readonly rankA: number
  readonly rankB: number
}

/** What two tastes make of the same photos. */
export interface TasteComparison {
  /** Spearman's correlation of the two orders in [-1, 1]; NaN where a taste tells no photos apart. */
  readonly srocc: number
  /** Photos that stand the most ranks higher in the order of a than in that of b, the farthest first; ties by place. */
  readonly likedByA: readonly RankDifference[]
  readonly likedByB: readonly RankDifference[]
  /**
   * By how many of its own standard deviations over the photos a taste's score grows with one unit of a database's score,
   * the part that goes through the pack's prior included.
   */
  readonly databases: readonly { readonly name: string; readonly a: number; readonly b: number }[]
}

/**
 * Where two tastes of one pack agree and differ, over given photos.
 * @throws {UsageError} for tastes of different packs. @throws {ShapeError} for descriptors of another pack, or fewer than two.
 */
export function compareTastes(
  a: AnyTaste,
  b: AnyTaste,
  descriptors: Descriptors,
  { most = 10 }: { readonly most?: number } = {},
): TasteComparison {
  const { model } = a
  if (b.model.pack.hash !== model.pack.hash) {
    throw new UsageError(
      `the tastes are of packs ${model.pack.name} and ${b.model.pack.name}; migrate one with "palate taste migrate"`,
    )
  }
  if (descriptors.photos < 2)
    throw new ShapeError(`two orders are compared over at least 2 photos, got ${descriptors.photos}`)
  const orderA = orderByTaste(a.posterior.weights, descriptors, model)
  const orderB = orderByTaste(b.posterior.weights, descriptors, model)
  const ranksA = ranksOf(orderA.places)
  const ranksB = ranksOf(orderB.places)
  const byGain = Uint32Array.from(ranksA, (_, photo) => photo).sort(
    (left, right) => gain(right) - gain(left) || left - right,
  )
  function gain(photo: number): number {
    return ranksB[photo]! - ranksA[photo]!
  }
  const difference = (photo: number): RankDifference => ({ photo, rankA: ranksA[photo]!, rankB: ranksB[photo]! })
  const inUnits = (taste: AnyTaste, scores: Float32Array): readonly number[] => {
    const spread = spreadOf(scores) || 1
    return Array.from(foldWeights(model, taste.posterior.weights), (weight) => weight / spread)
  }
  const unitsA = inUnits(a, orderA.scores)
  const unitsB = inUnits(b, orderB.scores)
  const mostByA = [...byGain.subarray(0, most)].filter((photo) => gain(photo) > 0)
  const mostByB = [...byGain]
    .filter((photo) => gain(photo) < 0)
    .sort((left, right) => gain(left) - gain(right) || left - right)
  return {
    srocc: srocc(orderA.scores, orderB.scores),
    likedByA: mostByA.map(difference),
    likedByB: mostByB.slice(0, most).map(difference),
    databases: model.databases.map((name, at) => ({ name, a: unitsA[at]!, b: unitsB[at]! })),
  }
}

/** (photo): rank from 1 of each place. */
function ranksOf(places: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(places.length)
  for (let rank = 1; rank <= places.length; rank++) ranks[places[rank - 1]!] = rank
  return ranks
}

function spreadOf(scores: Float32Array): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
}
