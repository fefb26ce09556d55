/**
 * palate as a library: the verbs of the command line as functions, and the parts they are made of.
 * @packageDocumentation
 */
export * from './core/errors.ts'
export { createRandom, pairwiseAccuracy, palateHome, plcc, srocc } from './core/index.ts'
export type { Job, NamedTensors, Progress, ProgressEvent, Random, Tensor } from './core/index.ts'
export { type Device, type Engine, type EngineOptions, openEngine } from './graph/index.ts'
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
  type Pack,
  subtract,
} from './task-vectors/index.ts'
export {
  headConfig,
  randomHead,
  readHead,
  trainCommonHead,
  trainPreset,
  trainPresets,
  trainVector,
} from './train/index.ts'
export {
  createMethod,
  type Method,
  methodNames,
  openBed,
  type Outcome,
  rank,
  type Ranking,
  type Support,
} from './personalize/index.ts'
export {
  evaluate,
  evaluateDatabase,
  evaluationDocument,
  evaluationMarkdown,
  evaluationTable,
} from './evaluate/index.ts'
export { pull } from './weights/index.ts'
