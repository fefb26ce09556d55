import { ShapeError } from '../../core/index.ts'
import { type Descriptors, type DescriptorShape, EMBEDDING_STEPS } from '../descriptor.ts'
import type { LikelihoodSettings, Prior, Rows } from './posterior.ts'

/** What a pack gives to every taste. */
export interface TasteModel {
  readonly pack: { readonly name: string; readonly hash: string }
  readonly shape: DescriptorShape
  /** Names of the n databases, in the order of a descriptor's scores. */
  readonly databases: readonly string[]
  /** Of the p = 1 + n + m weights. */
  readonly prior: Prior
  /** (n + m): the prior's own score of a photo is phi[0] = priorScore . x, x the photo's numbers as `rowsOf` lists them. */
  readonly priorScore: Float64Array
  readonly settings: LikelihoodSettings
}

/**
 * Rows phi (photo, p) of photos: the prior's own score, the n database scores, the m numbers of the embedding in
 * standard deviations (steps / `EMBEDDING_STEPS`).
 * @throws {ShapeError} where the descriptors are of another shape than the pack's.
 */
export function rowsOf(model: TasteModel, descriptors: Descriptors): Rows {
  requireShape(model, descriptors)
  const { databases, width } = model.shape
  const { photos, scores, embedding } = descriptors
  const inputs = databases + width
  const p = 1 + inputs
  const data = new Float64Array(photos * p) // (photo, p)
  for (let photo = 0; photo < photos; photo++) {
    const row = data.subarray(photo * p, (photo + 1) * p)
    for (let at = 0; at < databases; at++) row[1 + at] = scores[photo * databases + at]!
    for (let at = 0; at < width; at++) row[1 + databases + at] = embedding[photo * width + at]! / EMBEDDING_STEPS
    let prior = 0
    for (let at = 0; at < inputs; at++) prior += model.priorScore[at]! * row[1 + at]!
    row[0] = prior
  }
  return { count: photos, width: p, data }
}

/**
 * Weights (n + m) of a photo's own numbers that give the same score as the p weights of its row, phi[0] being a mixture
 * of the others: v = w[1..] + w[0] priorScore.
 */
export function foldWeights(model: TasteModel, weights: ArrayLike<number>): Float64Array {
  const inputs = model.priorScore.length
  if (weights.length !== 1 + inputs) {
    throw new ShapeError(`pack ${model.pack.name}: expected ${1 + inputs} weights, got ${weights.length}`)
  }
  return Float64Array.from(model.priorScore, (prior, at) => weights[1 + at]! + weights[0]! * prior)
}

/** @throws {ShapeError} where descriptors cannot be the pack's. */
export function requireShape(model: TasteModel, descriptors: Descriptors): void {
  const { databases, width } = model.shape
  if (descriptors.databases === databases && descriptors.width === width) return
  throw new ShapeError(
    `descriptors of ${descriptors.databases} database scores and ${descriptors.width} embedding numbers are not those of ` +
      `pack ${model.pack.name}, which has ${databases} and ${width}; index the photos with this pack`,
  )
}
