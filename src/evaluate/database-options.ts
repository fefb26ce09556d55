import type { Job } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import type { SkippedPhoto } from '../image/index.ts'
import type { Base } from '../model/index.ts'
import type { Bed, MethodOptions } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import type { RaterRule, RatersReport } from './choose-raters.ts'
import type { DrawsReport } from './given/take-draws.ts'
import type { SeenPhotos } from './leak-guard.ts'
import type { Protocol } from './protocol.ts'
import type { ScoresReport } from './given/scores.ts'
import type { Evaluation } from './summary.ts'

export interface EvaluateDatabaseOptions extends Job, MethodOptions {
  /** What the methods learn with; all three, or a bed, or neither where no method needs one. */
  readonly pack?: Pack
  readonly base?: Base
  readonly engine?: Engine
  /** A bed on the database's photos, and perhaps more, that the caller opened and closes: several evaluations share it. */
  readonly bed?: Bed
  readonly database: Database
  /** Names of methods; `others-mean` is the upper reference. */
  readonly methods: readonly string[]
  /** Files with what other programs made of the same photos or draws, see `openScores`. */
  readonly scores?: readonly string[]
  /** Numbers of support photos; default the paper's 10 and 100, or all that the file of draws has. */
  readonly shots?: readonly number[]
  /** Default the paper's 10. Not with a file of draws, which says them. */
  readonly trials?: number
  readonly seed: number
  /** Default `unseen-photos`. */
  readonly protocol?: Protocol
  /** Who is judged; default everybody. */
  readonly raters?: RaterRule
  /** Judge only so many of them, picked by the seed. */
  readonly maxRaters?: number
  /** File of draws to be taken instead of random ones, see `readDraws`. */
  readonly draws?: string
  /** File to which the draws are written. */
  readonly writeDraws?: string
  readonly replicates?: number
  /** Leave photos out that the pack was trained on, instead of refusing them. */
  readonly excludeSeen?: boolean
  /** File that keeps what is finished. */
  readonly record?: string
  /** Folder for what is computed of the photos. */
  readonly cache?: string
}

export interface DatabaseEvaluation {
  readonly evaluation: Evaluation
  readonly protocol: ProtocolReport
  /** What other programs' files gave. */
  readonly scores: readonly ScoresReport[]
  /** Photos that the pack has seen and that were left out; `unknown` where the pack does not say, or there is none. */
  readonly seen: SeenPhotos | 'unknown'
  /** Photos that were judged on. */
  readonly photos: number
  /** Photos that could not be read and were left out. */
  readonly skipped: readonly SkippedPhoto[]
}

/** How the trials came about. */
export interface ProtocolReport {
  readonly name: Protocol
  readonly raters: RatersReport
  /** Photos that support came from, where all others were tested. */
  readonly supportPhotos: number | null
  /** Draws from a file; null where they are random. */
  readonly draws: DrawsReport | null
}
