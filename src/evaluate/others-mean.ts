import { UsageError } from '../core/index.ts'
import type { Method, Rater } from './protocol.ts'

export const OTHERS_MEAN = 'others-mean'

/**
 * The mean of the other raters' scores of each photo: an upper reference that no program has, since nobody else rated a
 * new person's photos. A photo that nobody else rated gets the mean of all scores of the others.
 * @param raters who are known; the judged one may be among them, or not.
 * @throws {UsageError} where there is only one rater.
 */
export function othersMeanMethod(raters: readonly Rater[], photos: number): Method {
  if (raters.length < 2)
    throw new UsageError(
      'others-mean needs two raters at least; name them in a column "rater", or leave the method out',
    )
  const sums = new Float64Array(photos)
  const counts = new Float64Array(photos)
  for (const rater of raters) {
    rater.photos.forEach((photo, at) => {
      sums[photo]! += rater.scores[at]!
      counts[photo]!++
    })
  }
  const byId = new Map(raters.map((rater) => [rater.id, rater]))
  return {
    name: OTHERS_MEAN,
    async learn(_support, context) {
      const own = byId.get(context.rater)
      const ownScores = new Map(own?.photos.map((photo, at) => [photo, own.scores[at]!]))
      const othersSum = sum(sums) - sum(own?.scores ?? [])
      const othersMean = othersSum / (sum(counts) - (own?.scores.length ?? 0))
      const scores = Float64Array.from(sums, (all, photo) => {
        const mine = ownScores.get(photo)
        const others = counts[photo]! - (mine === undefined ? 0 : 1)
        return others === 0 ? othersMean : (all - (mine ?? 0)) / others
      })
      return [{ label: OTHERS_MEAN, scores, seconds: 0 }]
    },
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < values.length; at++) total += values[at]!
  return total
}
