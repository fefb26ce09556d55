export type { LearnContext, Method, Outcome, Rater, Support } from './protocol.ts'
export { evaluate } from './evaluate.ts'
export type { EvaluateOptions } from './options.ts'
export type { Evaluation, Excluded, MethodResult } from './summary.ts'
export { type Draw, drawSupport, type ExcludedRater } from './draws.ts'
export { type EvaluationDocument, evaluationDocument, evaluationMarkdown, evaluationTable } from './report.ts'
export {
  nearDistance,
  type PhotoHashes,
  refuseSeen,
  type SeenPhotos,
  seenPhotos,
  type TrainedOn,
} from './leak-guard.ts'
export { type DatabaseEvaluation, evaluateDatabase, type EvaluateDatabaseOptions } from './evaluate-database.ts'
export { othersMeanMethod } from './others-mean.ts'
