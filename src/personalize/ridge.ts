import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** A table of numbers, (row, column) row-major. */
export interface Table {
  readonly rows: number
  readonly columns: number
  readonly data: ArrayLike<number>
}

export interface RidgeFit {
  /** (output, column) row-major */
  readonly weight: Float64Array
  /** (output) */
  readonly bias: Float64Array
}

/**
 * Ridge regression with a penalty of its own for each column and none on the bias: minimises
 * |Y - X W' - b|^2 + sum_j penalty_j |W_j|^2 (Hoerl and Kennard 1970). X (row, column), Y (row, output).
 * Columns of penalty Infinity are left out (weight 0).
 */
export function ridge(
  x: Table,
  y: Table,
  penalty: (column: number) => number,
  rows: readonly number[] = Array.from({ length: x.rows }, (_, row) => row),
): RidgeFit {
  const xMean = meansOf(x, rows)
  const yMean = meansOf(y, rows)
  const used = Array.from({ length: x.columns }, (_, column) => column).filter((column) => penalty(column) < Infinity)
  const centred = Matrix.zeros(rows.length, used.length)
  const targets = Matrix.zeros(rows.length, y.columns)
  rows.forEach((row, at) => {
    used.forEach((column, index) => centred.set(at, index, x.data[row * x.columns + column]! - xMean[column]!))
    for (let output = 0; output < y.columns; output++)
      targets.set(at, output, y.data[row * y.columns + output]! - yMean[output]!)
  })
  const gram = centred.transpose().mmul(centred)
  used.forEach((column, index) => gram.set(index, index, gram.get(index, index) + penalty(column)))
  const solution = new CholeskyDecomposition(gram).solve(centred.transpose().mmul(targets)) // (used, output)
  const weight = new Float64Array(y.columns * x.columns)
  const bias = Float64Array.from(yMean)
  for (let output = 0; output < y.columns; output++) {
    used.forEach((column, index) => {
      const value = solution.get(index, output)
      weight[output * x.columns + column] = value
      bias[output]! -= value * xMean[column]!
    })
  }
  return { weight, bias }
}

/** weight . x + bias of every row: (row, output). */
export function applyAffine(
  fit: { readonly weight: ArrayLike<number>; readonly bias: ArrayLike<number> },
  x: Table,
): Float32Array {
  const outputs = fit.bias.length
  const result = new Float32Array(x.rows * outputs)
  for (let row = 0; row < x.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = fit.bias[output]!
      for (let column = 0; column < x.columns; column++)
        sum += fit.weight[output * x.columns + column]! * x.data[row * x.columns + column]!
      result[row * outputs + output] = sum
    }
  }
  return result
}

/** Mean of each column over some rows. */
export function meansOf(x: Table, rows: readonly number[]): Float64Array {
  const sums = new Float64Array(x.columns)
  for (const row of rows)
    for (let column = 0; column < x.columns; column++) sums[column]! += x.data[row * x.columns + column]!
  return sums.map((sum) => sum / rows.length)
}
