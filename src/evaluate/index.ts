export { quantile } from './bootstrap.ts'
export type { RaterRule, RatersReport } from './choose-raters.ts'
export type { DatabaseEvaluation, EvaluateDatabaseOptions, ProtocolReport } from './database-options.ts'
export { type Draw, drawSupport, type ExcludedRater } from './draws.ts'
export { evaluate } from './evaluate.ts'
export { evaluateDatabase } from './evaluate-database.ts'
export type { DrawsReport } from './given/take-draws.ts'
export { type JudgedPhotos, judgedPhotos, ratersOf } from './judged-photos.ts'
export { type PhotoHashes, refuseSeen, type SeenPhotos, seenPhotos, type TrainedOn } from './leak-guard.ts'
export type { EvaluateOptions } from './options.ts'
export { writePerUser } from './per-user.ts'
export type { GivenDraw } from './plan.ts'
export {
  type LearnContext,
  type Method,
  type Outcome,
  type Protocol,
  protocolNames,
  type Rater,
  type Support,
  type TrialContext,
} from './protocol.ts'
export { type EvaluationDocument, evaluationDocument, evaluationMarkdown, evaluationTable } from './report.ts'
export type { ScoresReport } from './given/scores.ts'
export {
  type Evaluation,
  type Excluded,
  type JudgedTrial,
  type MethodResult,
  type RaterResult,
  summarise,
  type TrialResult,
} from './summary.ts'
