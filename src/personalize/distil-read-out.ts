import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { createRandom, srocc, UsageError } from '../core/index.ts'
import type { Affine, ReadOut } from '../task-vectors/index.ts'
import { applyAffine, meansOf, ridge, type Table } from './ridge.ts'

export interface DistilReadOutOptions {
  /** Embeddings of unlabelled photos by the trunk: (photo, d). Views of one photo stand together, `views` at a time. */
  readonly embeddings: Table
  /** Scores that the n database models give the same views: (photo, n). */
  readonly scores: Table
  readonly views: number
  /** m, numbers of the descriptor's embedding. */
  readonly width: number
  readonly seed: number
}

export interface DistilledReadOut extends Pick<ReadOut, 'scores' | 'embedding' | 'exact'> {
  /** Standard deviation of the embedding along each of its m axes before whitening: (m), falling. */
  readonly spread: Float64Array
  /** SROCC of each distilled score with its model's own, over the photos held out: (n). */
  readonly fidelity: readonly number[]
  readonly penalty: number
}

const HELD_OUT = 0.15
const PENALTIES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3] as const
/** Spread of an axis beside the widest below which it is rounding: embeddings have seven digits. */
const ROUNDING = 1e-5

/**
 * Distils n models into linear maps of one embedding (Hinton et al. 2015, with the scores themselves as soft targets), and
 * finds the embedding's m principal axes, whitened. The strength of the ridge is the one that serves photos held out best;
 * then all photos are used.
 * @throws {UsageError} with fewer than 20 photos, or models that say the same of all of them.
 */
export function distilReadOut(options: DistilReadOutOptions): DistilledReadOut {
  const { embeddings, scores, views, width, seed } = options
  const photos = embeddings.rows / views
  if (photos < 20) throw new UsageError(`a read-out needs at least 20 photos to be distilled on, got ${photos}`)
  const exact = standardOf(scores)
  const targets = standardised(scores, exact)
  const order = createRandom(`${seed}/read-out`).shuffle(Array.from({ length: photos }, (_, photo) => photo))
  const rowsOf = (some: readonly number[]): number[] =>
    some.flatMap((photo) => Array.from({ length: views }, (_, view) => photo * views + view))
  const held = rowsOf(order.slice(0, Math.round(photos * HELD_OUT)))
  const train = rowsOf(order.slice(Math.round(photos * HELD_OUT)))
  const unit = totalVariance(embeddings) // penalties in units of the embedding's mean variance
  const attempts = PENALTIES.map((penalty) => {
    const fit = ridge(embeddings, targets, () => penalty * unit * train.length, train)
    return { penalty, fidelity: fidelityOf(applyAffine(fit, embeddings), targets, held) }
  })
  const best = attempts.reduce((one, other) => (mean(other.fidelity) > mean(one.fidelity) ? other : one))
  const fit = ridge(embeddings, targets, () => best.penalty * unit * embeddings.rows)
  return { scores: toAffine(fit), exact, ...principalAxes(embeddings, width), ...best }
}

/**
 * The first m principal axes, as a map to coordinates of unit variance: (m, d). Signs are fixed, so that the same photos
 * give the same axes. An axis along which the photos differ by rounding alone gives 0: whitened, it would be noise.
 */
export function principalAxes(
  embeddings: Table,
  width: number,
): { readonly embedding: Affine; readonly spread: Float64Array } {
  const { rows, columns } = embeddings
  if (width > Math.min(columns, rows - 1))
    throw new UsageError(`an embedding of ${columns} numbers over ${rows} photos has no ${width} principal axes`)
  const centre = meansOf(
    embeddings,
    Array.from({ length: rows }, (_, row) => row),
  )
  const centred = Matrix.zeros(rows, columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      centred.set(row, column, embeddings.data[row * columns + column]! - centre[column]!)
  const covariance = centred.transpose().mmul(centred).div(rows)
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true })
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
  const weight = new Float32Array(width * columns)
  const bias = new Float32Array(width)
  const spread = new Float64Array(width)
  for (let axis = 0; axis < width; axis++) {
    const from = order[axis]!
    const direction = eigenvectorMatrix.getColumn(from)
    const sign = Math.sign(direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0))
    const deviation = Math.sqrt(Math.max(0, realEigenvalues[from]!))
    if (axis > 0 && deviation < ROUNDING * spread[0]!) continue
    spread[axis] = deviation
    direction.forEach((value, column) => {
      const scaled = (sign * value) / (deviation || 1)
      weight[axis * columns + column] = scaled
      bias[axis]! -= scaled * centre[column]!
    })
  }
  return { embedding: { weight, bias }, spread }
}

/** Mean and deviation of each column. @throws {UsageError} where a column is constant. */
function standardOf(table: Table): ReadOut['exact'] {
  const rows = Array.from({ length: table.rows }, (_, row) => row)
  const means = meansOf(table, rows)
  const deviations = new Float64Array(table.columns)
  for (const row of rows)
    for (let column = 0; column < table.columns; column++)
      deviations[column]! += (table.data[row * table.columns + column]! - means[column]!) ** 2 / table.rows
  const constant = deviations.findIndex((value) => !(value > 0))
  if (constant >= 0)
    throw new UsageError(`database model ${constant + 1} gives every photo the same score; there is nothing to distil`)
  return { mean: Float32Array.from(means), deviation: Float32Array.from(deviations, Math.sqrt) }
}

/** Scores in deviations from their mean over the reference photos: (photo, n). */
export function standardised(
  scores: Table,
  { mean: means, deviation }: ReadOut['exact'],
): Table & { readonly data: Float32Array } {
  const { rows, columns } = scores
  const data = new Float32Array(rows * columns)
  for (let at = 0; at < data.length; at++)
    data[at] = (scores.data[at]! - means[at % columns]!) / deviation[at % columns]!
  return { rows, columns, data }
}

function fidelityOf(found: Float32Array, targets: Table, rows: readonly number[]): number[] {
  const column = (data: ArrayLike<number>, at: number): Float64Array =>
    Float64Array.from(rows, (row) => data[row * targets.columns + at]!)
  return Array.from({ length: targets.columns }, (_, at) => srocc(column(found, at), column(targets.data, at)) || 0)
}

function totalVariance(table: Table): number {
  const rows = Array.from({ length: table.rows }, (_, row) => row)
  const means = meansOf(table, rows)
  let sum = 0
  for (const row of rows)
    for (let column = 0; column < table.columns; column++)
      sum += (table.data[row * table.columns + column]! - means[column]!) ** 2
  return sum / (table.rows * table.columns)
}

function toAffine({ weight, bias }: { readonly weight: Float64Array; readonly bias: Float64Array }): Affine {
  return { weight: Float32Array.from(weight), bias: Float32Array.from(bias) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
