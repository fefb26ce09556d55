export { accountOf, type RatedShare, type TasteAccount } from './account.ts'
export { type Agreement, estimateAgreement, type Verdict } from './agreement.ts'
export { type Calibration, calibration, type JudgedPreference } from './calibration.ts'
export { compareTastes, type TasteComparison } from './compare.ts'
export { type Evidence, latestEvidence, type ScaleName } from './evidence.ts'
export { type Account, explain } from './explain.ts'
export {
  learnPrior,
  type LearntPrior,
  type LearnPriorOptions,
  type RaterGroup,
  uninformedPrior,
} from './learn-prior.ts'
export { placedEvidence, type Taste } from './learn-taste.ts'
export { mapPeople, type MergedTaste, mergeTastes, type Person } from './merge-tastes.ts'
export { type Migration, migrateTaste } from './migrate-taste.ts'
export { nextPair, nextPhotos, type NextOptions } from './next.ts'
export { scoreAfterRating } from './own-rating.ts'
export { orderByTaste, placesByScore, scoreByTaste, type TasteOrder } from './order.ts'
export { tasteModelOf } from './pack-model.ts'
export { peopleOf } from './people-of.ts'
export { photoId, type PhotoId } from './photo-id.ts'
export {
  fitPosterior,
  levelProbabilities,
  LIKELIHOOD_DEFAULTS,
  type LikelihoodSettings,
  type Posterior,
  predict,
  preference,
  type Prior,
  type Rows,
  starProbabilities,
} from './posterior.ts'
export type { PriorEdits } from './prior-edits.ts'
export { type Latent, latentPredictor, levelsOfLatent, starsOfLatent } from './predictions.ts'
export { replaceEvidence } from './replace-evidence.ts'
export { saidOf } from './said-of.ts'
export { addEvidence, editPrior, emptyTaste, forget, type StoredDescriptors, undo, waitingEvidence } from './taste.ts'
export type { TasteEvidence } from './taste-evidence.ts'
export { readTaste, readTasteRecord, writeTaste } from './taste-file.ts'
export { tasteFromText, tasteText } from './taste-text.ts'
export { foldWeights, rowsOf, type TasteModel } from './taste-model.ts'
export type { AnyTaste, TasteRecord } from './taste-record.ts'
export { tasteFileJsonSchema } from './taste-schema.ts'
export { type LearntWeight, weightsOf, type WeightSummary } from './weights-of.ts'
