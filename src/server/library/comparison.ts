import type { Catalog } from '../../catalog/index.ts'
import { srocc } from '../../core/index.ts'
import { placesByScore } from '../../personalize/index.ts'
import type { Comparison } from '../messages/index.ts'
import { cardsOf } from './cards.ts'
import { listedWeights } from './taste-summary.ts'
import type { View } from './view.ts'

/** Photos of each side that are shown. */
const SHOWN = 6

/** Where two tastes agree and differ over one library. */
export async function comparisonOf(
  catalog: Catalog,
  people: readonly [string, string],
  [a, b]: readonly [View, View],
): Promise<Comparison> {
  const { ids } = a.shelf
  const scoresOfA = standardised(a.order.scores)
  const scoresOfB = standardised(b.order.scores)
  const difference = scoresOfA.map((score, place) => score - scoresOfB[place]!)
  const places = placesByScore(difference)
  const correlation = ids.length < 2 ? NaN : srocc(a.order.scores, b.order.scores)
  const photos = (some: Uint32Array): readonly number[] => Array.from(some, (place) => ids[place]!)
  const liked = places.subarray(0, SHOWN).filter((place) => difference[place]! > 0)
  const disliked = places.slice(-SHOWN).filter((place) => difference[place]! < 0)
  return {
    people: [...people],
    srocc: Number.isFinite(correlation) ? correlation : null,
    first: [...(await cardsOf(catalog, a, photos(liked)))],
    second: [...(await cardsOf(catalog, b, photos(disliked.reverse())))],
    weights: [listedWeights(a.taste), listedWeights(b.taste)],
  }
}

/** In standard deviations from their mean: people spread their scores differently. */
function standardised(scores: Float32Array): Float32Array {
  let [sum, squares] = [0, 0]
  for (const score of scores) sum += score
  const mean = sum / scores.length
  for (const score of scores) squares += (score - mean) ** 2
  const deviation = Math.sqrt(squares / scores.length) || 1
  return scores.map((score) => (score - mean) / deviation)
}
