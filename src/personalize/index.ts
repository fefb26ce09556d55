export { openBed, type Bed, type OpenBedOptions } from './bed.ts'
export { bestFitMethod, fineTuneInto } from './best-fit.ts'
export {
  trainCoefficients,
  type Batch,
  type Coefficients,
  type Objective,
  type TrainedCoefficients,
} from './coefficients.ts'
export { linearObjective, linearScores } from './linear-objective.ts'
export { lossFeeds, lossGraph, lossOf, type LossName, type Pairing } from './losses.ts'
export { openMergedObjective, type MergedObjective } from './merged-objective.ts'
export type { LearnContext, Method, Outcome } from './method.ts'
export { createMethod, methodNames, type MethodOptions } from './methods.ts'
export { linearMethod, paperMethod } from './paper.ts'
export { paperPresets, type PaperSettings } from './settings.ts'
export { adaptiveWeights, requireSupport, scoresOnTemplate, supportRelevance, type Support } from './support.ts'
export { tangentRows, type TangentRows } from './tangent.ts'
