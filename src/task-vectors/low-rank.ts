import { Matrix as SmallMatrix, SingularValueDecomposition } from 'ml-matrix'
import type { Random } from '../core/index.ts'

/** A row-major matrix in single precision. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array
}

/** left (m, rank) times right (rank, n): left has orthonormal columns, right carries the singular values. */
export interface Factors {
  readonly left: Matrix
  readonly right: Matrix
}

/** Directions drawn beyond the rank: Halko et al. recommend 5 to 10. */
const OVERSAMPLING = 8
/** Each sharpens the spectrum by a factor (s_i / s_j)^2; two are enough for the slow decay of task vectors. */
const POWER_ITERATIONS = 2

/**
 * The best matrix of a given rank, nearly: randomized SVD with a Gaussian range finder (Halko, Martinsson and Tropp 2011,
 * algorithms 4.4 and 5.1). A full SVD of one (1536, 384) matrix takes ml-matrix seconds, and a task vector has 72 of them.
 */
export function lowRank(matrix: Matrix, options: { readonly rank: number; readonly random: Random }): Factors {
  const { rows, columns } = matrix
  const rank = Math.min(options.rank, rows, columns)
  const width = Math.min(rank + OVERSAMPLING, rows, columns)
  const gaussian = Float64Array.from({ length: columns * width }, () => options.random.normal())
  let range = orthonormal(times(matrix, gaussian, width), width) // Q, (m, width)
  for (let iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
    const back = orthonormal(transposedTimes(matrix, range, width), width) // (n, width)
    range = orthonormal(times(matrix, back, width), width)
  }
  // A = Q B with B^T = A^T Q = P R, so A = Q R^T P^T, and only R, (width, width), needs a full SVD: R^T = V S U^T.
  const projected = transposedTimes(matrix, range, width) // B^T, (n, width)
  const other = orthonormal(projected, width) // P, (n, width)
  const svd = new SingularValueDecomposition(gram(other, projected, width))
  const left = thinTimes({ thin: range, width, small: svd.rightSingularVectors, rank }) // Q V, (m, rank)
  const outer = thinTimes({ thin: other, width, small: svd.leftSingularVectors, rank }) // P U, (n, rank)
  const right = new Float32Array(rank * columns) // S (P U)^T, (rank, n)
  for (let at = 0; at < rank; at++) {
    const singularValue = svd.diagonal[at]!
    for (let column = 0; column < columns; column++) {
      right[at * columns + column] = singularValue * outer[column * rank + at]!
    }
  }
  return {
    left: { rows, columns: rank, data: Float32Array.from(left) },
    right: { rows: rank, columns, data: right },
  }
}

/**
 * left times right, (m, n), summed in double precision. Tiles of two rows and four columns keep their sums in registers,
 * which takes a third of the time of one row after the other: a pack has hundreds of these when it is opened.
 */
export function product({ left, right }: Factors): Matrix {
  const { rows, columns: rank } = left
  const { columns } = right
  const a = Float64Array.from(left.data)
  const b = Float64Array.from(right.data)
  const data = new Float32Array(rows * columns)
  const [tiledRows, tiledColumns] = [rows - (rows % 2), columns - (columns % 4)]
  for (let row = 0; row < tiledRows; row += 2) {
    const [upper, lower] = [row * rank, (row + 1) * rank]
    for (let column = 0; column < tiledColumns; column += 4) {
      let u0 = 0
      let u1 = 0
      let u2 = 0
      let u3 = 0
      let v0 = 0
      let v1 = 0
      let v2 = 0
      let v3 = 0
      for (let at = 0, from = column; at < rank; at++, from += columns) {
        const u = a[upper + at]!
        const v = a[lower + at]!
        u0 += u * b[from]!
        u1 += u * b[from + 1]!
        u2 += u * b[from + 2]!
        u3 += u * b[from + 3]!
        v0 += v * b[from]!
        v1 += v * b[from + 1]!
        v2 += v * b[from + 2]!
        v3 += v * b[from + 3]!
      }
      const to = row * columns + column
      data[to] = u0
      data[to + 1] = u1
      data[to + 2] = u2
      data[to + 3] = u3
      data[to + columns] = v0
      data[to + columns + 1] = v1
      data[to + columns + 2] = v2
      data[to + columns + 3] = v3
    }
  }
  // What no tile covers.
  for (let row = 0; row < rows; row++) {
    for (let column = row < tiledRows ? tiledColumns : 0; column < columns; column++) {
      let sum = 0
      for (let at = 0; at < rank; at++) sum += a[row * rank + at]! * b[at * columns + column]!
      data[row * columns + column] = sum
    }
  }
  return { rows, columns, data }
}

// What touches a long side is written out: ml-matrix would copy each matrix of 590,000 numbers into an array of rows first,
// has no product with a transposed matrix, and its QR goes through a getter for each number. The small SVD is ml-matrix's.

/** A X for X (n, width): (m, width), row-major. */
function times(a: Matrix, x: Float64Array, width: number): Float64Array {
  const { rows, columns, data } = a
  const result = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const out = row * width
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!
      const from = column * width
      for (let k = 0; k < width; k++) result[out + k]! += value * x[from + k]!
    }
  }
  return result
}

/** A^T Y for Y (m, width): (n, width), row-major. */
function transposedTimes(a: Matrix, y: Float64Array, width: number): Float64Array {
  const { rows, columns, data } = a
  const result = new Float64Array(columns * width)
  for (let row = 0; row < rows; row++) {
    const from = row * width
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!
      const out = column * width
      for (let k = 0; k < width; k++) result[out + k]! += value * y[from + k]!
    }
  }
  return result
}

/** Q of X = Q R for X (m, width): (m, width). A column that depends on those before it becomes zero. */
function orthonormal(x: Float64Array, width: number): Float64Array {
  const rows = x.length / width
  const columns = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: rows }, (_unused, i) => x[i * width + k]!),
  )
  columns.forEach((column, k) => {
    const before = norm(column)
    // Modified Gram-Schmidt loses orthogonality once; the second round restores it ("twice is enough", Kahan).
    for (let round = 0; round < 2; round++) {
      for (let other = 0; other < k; other++) removeInto(column, columns[other]!)
    }
    const after = norm(column)
    if (after <= 1e-13 * before) column.fill(0)
    else column.forEach((value, i) => (column[i] = value / after))
  })
  const result = new Float64Array(x.length)
  columns.forEach((column, k) => column.forEach((value, i) => (result[i * width + k] = value)))
  return result
}

/** column -= (column . direction) direction, for a direction of length 1 or 0. */
function removeInto(column: Float64Array, direction: Float64Array): void {
  let along = 0
  for (let i = 0; i < column.length; i++) along += column[i]! * direction[i]!
  for (let i = 0; i < column.length; i++) column[i]! -= along * direction[i]!
}

function norm(column: Float64Array): number {
  let sum = 0
  for (let i = 0; i < column.length; i++) sum += column[i]! ** 2
  return Math.sqrt(sum)
}

/** A^T B for two thin matrices (n, width): (width, width). */
function gram(a: Float64Array, b: Float64Array, width: number): SmallMatrix {
  const sums = Array.from({ length: width }, () => new Float64Array(width))
  for (let from = 0; from < a.length; from += width) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) sums[i]![j]! += a[from + i]! * b[from + j]!
    }
  }
  return new SmallMatrix(sums)
}

/** The first `rank` columns of thin (n, width) times small (width, width): (n, rank). */
function thinTimes(options: {
  readonly thin: Float64Array
  readonly width: number
  readonly small: SmallMatrix
  readonly rank: number
}): Float64Array {
  const { thin, width, small, rank } = options
  const rows = thin.length / width
  const factors = small.to2DArray()
  const result = new Float64Array(rows * rank)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < width; k++) {
      const value = thin[row * width + k]!
      const factor = factors[k]!
      for (let at = 0; at < rank; at++) result[row * rank + at]! += value * factor[at]!
    }
  }
  return result
}
