import { createRandom } from '../../core/index.ts'
import type { DemoPicture } from './pictures.ts'

/** What the made-up person likes, in words. */
export const LIKES = 'warm and open pictures'

/**
 * How the person of the demonstration rates pictures, on 1 to 7: the warmer and the more open, the higher, with whims of
 * their own that no program can know (of half a step, one standard deviation).
 */
export function ratingsOfPerson(pictures: readonly DemoPicture[]): ReadonlyMap<string, number> {
  const random = createRandom('demo/person')
  return new Map(
    pictures.map(({ path, warmth, openness }) => {
      const opinion = 1 + 6 * (0.6 * warmth + 0.4 * openness) + 0.5 * random.normal()
      return [path, Math.min(7, Math.max(1, Math.round(opinion)))]
    }),
  )
}
