export { type Bed, openBed, type OpenBedOptions } from './bed.ts'
export type { Coefficients } from './coefficients.ts'
export type * from './describer.ts'
export * from './descriptor.ts'
export * from './instant/index.ts'
export type { LearnContext, Method, Outcome } from './method.ts'
export { createMethod, embeddingMethods, methodNames, type MethodOptions } from './methods.ts'
export { rank, type RankedPhoto, type Ranking, type RankOptions } from './rank.ts'
export { paperPresets, type PaperSettings } from './settings.ts'
export { learnOwnNetwork, mergingMethods, type OwnNetwork, type OwnNetworkOptions } from './own-network.ts'
export type { Support } from './support.ts'
export {
  type DescribeMode,
  type DescriberOptions,
  openDescriber,
  type PackDescriber,
  requireReadOut,
  trunkParameters,
} from './describe.ts'
export { exportTaste, type ExportTasteOptions, scoreNumbers } from './export-taste.ts'
export { distilReadOut, type DistilledReadOut, type DistilReadOutOptions, principalAxes } from './distil-read-out.ts'
export { applyAffine, ridge } from './ridge.ts'
export { distilPack, type PackReadOut, readOutWithoutRaters } from './pack-read-out.ts'
