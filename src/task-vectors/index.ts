export { buildPack, type PackOptions, type PackReport } from './build-pack.ts'
export { subtract } from './difference.ts'
export { mergeLayer, mergeStreamed } from './merge-streamed.ts'
export { type Coefficients, coefficientTable, merge } from './merge.ts'
export { onlyVectors } from './only-vectors.ts'
export type { PackDatabase } from './pack-schema.ts'
export { openPack, type Pack, packHash, pretrainedOf } from './pack.ts'
export {
  type BaseIdentity,
  type DatabaseRecord,
  databaseSchema,
  type PhotoHashes,
  type VectorRecord,
} from './records.ts'
export { cosineSimilarity, type Similarities, type SimilarityMatrix } from './similarity.ts'
export { readAll, type TensorSource } from './source.ts'
export type { EncodedVector, Storage, StorageCost } from './storage.ts'
export { hashOfTensors } from './tensors-hash.ts'
export {
  openVectorFile,
  type TaskVector,
  type VectorBase,
  type VectorFile,
  vectorLayers,
  writeVectorFile,
} from './vector-file.ts'
export { findPack, listPacks } from './find-pack.ts'
export { importReleasedVectors, type ImportReleasedOptions } from './import-released.ts'
export {
  addReadOut,
  type Affine,
  readReadOut,
  type ReadOut,
  type ReadOutDescription,
  type RowPrior,
} from './read-out.ts'
export { decodeStored } from './stored-source.ts'
export { encodeVector } from './storage.ts'
export { openPackAndBase } from './pack-and-base.ts'
