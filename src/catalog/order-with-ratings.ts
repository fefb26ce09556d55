import {
  latentPredictor,
  placesByScore,
  rowsOf,
  scoreAfterRating,
  scoreByTaste,
  type Taste,
  type TasteOrder,
} from '../personalize/index.ts'
import type { Given } from './given-ratings.ts'
import type { Library } from './library.ts'
import { placeIn } from './place-in.ts'
import { someDescriptors } from './some-descriptors.ts'

/**
 * A library in the order of a person: photos that they rated by what they said of them, all others by what their taste
 * expects. A photo that was just given one star goes to the end, whatever its likes are worth to others.
 */
export function orderWithRatings(
  taste: Taste,
  { ids, descriptors }: Library,
  /** By number of the photo. */
  given: ReadonlyMap<number, Given>,
): TasteOrder {
  const { posterior, model } = taste
  const scores = scoreByTaste(posterior.weights, descriptors, model)
  const rated = [...given].flatMap(([photo, said]) => {
    const [place, rating] = [placeIn(ids, photo), ratingOf(said)]
    return place === undefined || rating === undefined ? [] : [{ place, rating }]
  })
  const latentOf = latentPredictor(posterior)
  const { data, width } = rowsOf(
    model,
    someDescriptors(
      descriptors,
      rated.map(({ place }) => place),
    ),
  )
  rated.forEach(({ place, rating }, at) => {
    const latent = latentOf(data.subarray(at * width, (at + 1) * width) as Float64Array)
    scores[place] = scoreAfterRating(posterior, latent, rating)
  })
  return { places: placesByScore(scores), scores }
}

/** What counts of what was given: a score was meant for this library, stars may be years old, a flag says least. */
function ratingOf({ score, stars, flag }: Given) {
  if (score !== undefined) return { scale: 'score' as const, value: score }
  if (stars !== undefined) return { scale: 'star' as const, value: stars }
  if (flag === 'pick' || flag === 'reject') return { scale: 'flag' as const, value: flag === 'pick' ? 1 : 0 }
  return undefined // neither duels nor being passed over say anything of one photo alone
}
