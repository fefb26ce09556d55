import type { Method, Rater } from './protocol.ts'

/**
 * The mean of the other raters' scores of each photo: an upper reference that no program has, since nobody else rated a
 * new person's photos. A photo that nobody else rated gets the mean of all others.
 */
export function othersMeanMethod(raters: readonly Rater[], photos: number): Method {
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
    name: 'others-mean',
    async learn(_support, context) {
      const own = byId.get(context.rater)
      const ownScores = new Map(own?.photos.map((photo, at) => [photo, own.scores[at]!]))
      const total = sums.reduce((sum, each) => sum + each, 0) / counts.reduce((sum, each) => sum + each, 0)
      const scores = Float64Array.from(sums, (sum, photo) => {
        const mine = ownScores.get(photo)
        const others = counts[photo]! - (mine === undefined ? 0 : 1)
        return others === 0 ? total : (sum - (mine ?? 0)) / others
      })
      return [{ label: 'others-mean', scores, seconds: 0 }]
    },
  }
}
