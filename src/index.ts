/**
 * palate as a library: the verbs of the command line as functions, and the parts they are made of.
 * @packageDocumentation
 */
export { CancelledError, FormatError, MissingError, PalateError, ShapeError, UsageError } from './core/index.ts'
export { createRandom, pairwiseAccuracy, palateHome, plcc, srocc } from './core/index.ts'
export type { Job, NamedTensors, Progress, ProgressEvent, Random, Tensor } from './core/index.ts'
export { type Device, type Engine, type EngineOptions, openEngine, openWorkerEngine } from './graph/index.ts'
export { findPhotos, loadPhoto, readImage } from './image/index.ts'
export { architectures, type Base, baseFolder, importBase, openBase } from './model/index.ts'
export { type Database, meanScores, openDatabase, readRatings } from './databases/index.ts'
export {
  buildPack,
  cosineSimilarity,
  findPack,
  importReleasedVectors,
  listPacks,
  merge,
  mergeStreamed,
  openPack,
  openPackAndBase,
  type Pack,
  subtract,
} from './task-vectors/index.ts'
export {
  headConfig,
  randomHead,
  readHead,
  splitPhotos,
  trainCommonHead,
  trainPreset,
  trainPresets,
  trainVector,
  VALIDATION_SHARE,
} from './train/index.ts'
export {
  createMethod,
  type Method,
  methodNames,
  openBed,
  type Outcome,
  paperPresets,
  rank,
  type Ranking,
  type Support,
} from './personalize/index.ts'
export {
  drawSupport,
  evaluate,
  evaluateDatabase,
  evaluationDocument,
  evaluationMarkdown,
  evaluationTable,
  refuseSeen,
  seenPhotos,
} from './evaluate/index.ts'
export { pull } from './weights/index.ts'
