import type { Random } from '../core/index.ts'

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

/** K rated photos, in the random order in which they were drawn. Empty at K = 0. */
export interface Support {
  /** Places in the bed. */
  readonly photos: readonly number[]
  readonly scores: readonly number[]
}

/** What one method makes of one support. */
export interface Outcome {
  /** Names a row of the report, such as `paper-linear@50`. One method may give several: one training, many step counts. */
  readonly label: string
  /** Scores of all photos of the bed, in its order. Only their order matters. */
  readonly scores: ArrayLike<number>
  /** Wall-clock seconds that one person's ratings cost, from the ratings to the scores. */
  readonly seconds: number
}

export interface LearnContext {
  readonly rater: string
  /** A stream of this method, rater, trial and K alone: no method can disturb another's. */
  readonly random: Random
  readonly signal?: AbortSignal
}

export interface Method {
  readonly name: string
  /** Gives the same labels for every rater and trial of one K. Must not look at anything of the rater but the support. */
  learn(support: Support, context: LearnContext): Promise<readonly Outcome[]>
}
