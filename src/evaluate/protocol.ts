export type { LearnContext, Method, Outcome, Support } from '../personalize/index.ts'

/**
 * The words of an evaluation. A *bed* is a list of photos, known here by their places in it; *raters* scored some of them.
 * A *trial* gives K random photos of a rater with their scores (the *support*) to every method and judges the order in
 * which the method puts the rater's other photos (the *test*). Nothing here knows of networks, files or packs.
 */

export interface Rater {
  readonly id: string
  /** Places in the bed, each once, in any order. */
  readonly photos: readonly number[]
  /** One finite score a photo, on any scale; higher is better. */
  readonly scores: readonly number[]
}
