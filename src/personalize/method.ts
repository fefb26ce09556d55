import type { Random } from '../core/index.ts'
import type { Coefficients } from './coefficients.ts'
import type { Support } from './support.ts'

/** What one method makes of one support set. */
export interface Outcome {
  /** Names a row of a report, such as `paper-linear@50`. One method may give several: one training, many step counts. */
  readonly label: string
  /** Scores of all photos of the bed, in its order. Only their order matters. */
  readonly scores: ArrayLike<number>
  /** How far the n databases disagree about each photo, on the scale of `scores`; where the method can say. */
  readonly deviations?: ArrayLike<number>
  /** Wall-clock seconds that one person's ratings cost, from the ratings to the scores. */
  readonly seconds: number
  /** Of methods that merge: the network of one's own, for export. */
  readonly coefficients?: Coefficients
}

export interface LearnContext {
  /** Who rates; for messages. */
  readonly rater: string
  /** A stream of this method, rater, trial and K alone: no method can disturb another's. */
  readonly random: Random
  readonly signal?: AbortSignal
  /** Training steps, where a method trains for long. */
  readonly onStep?: (step: number, steps: number, loss: number) => void
}

/** A way to learn a person's taste from a support set. */
export interface Method {
  readonly name: string
  /** Gives the same labels for every rater and trial of one K. Must not look at anything of the rater but the support. */
  learn(support: Support, context: LearnContext): Promise<readonly Outcome[]>
}
