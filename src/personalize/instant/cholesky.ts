/**
 * Cholesky's decomposition on flat numbers. ml-matrix has it too, but goes through a getter for each number: a fit of ten
 * ratings took three times as long.
 */
export interface Cholesky {
  readonly size: number
  /** (size, size): L with matrix = L L', row-major; zeros above the diagonal. */
  readonly lower: Float64Array
}

/** Of the lower triangle of a symmetric matrix (size, size); undefined unless it is positive definite. */
export function choleskyOf(matrix: Float64Array, size: number): Cholesky | undefined {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]!
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!
      if (i !== j) lower[i * size + j] = rest / lower[j * size + j]!
      else if (rest > 0) lower[i * size + i] = Math.sqrt(rest)
      else return undefined // NaN too
    }
  }
  return { size, lower }
}

/** x with matrix x = right. */
export function solveWith({ size, lower }: Cholesky, right: Float64Array): Float64Array {
  const x = right.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!
    x[i]! /= lower[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    x[i]! /= lower[i * size + i]!
    for (let k = 0; k < i; k++) x[k]! -= lower[i * size + k]! * x[i]!
  }
  return x
}

/** The inverse of the matrix (size, size), row-major, symmetric. */
export function inverseOf({ size, lower }: Cholesky): Float64Array {
  const inverse = new Float64Array(size * size) // of L, below the diagonal, row by row
  for (let i = 0; i < size; i++) {
    const scale = 1 / lower[i * size + i]!
    for (let k = 0; k < i; k++) {
      const share = -scale * lower[i * size + k]!
      for (let j = 0; j <= k; j++) inverse[i * size + j]! += share * inverse[k * size + j]!
    }
    inverse[i * size + i] = scale
  }
  const result = new Float64Array(size * size) // inverse' inverse
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const scale = inverse[k * size + i]!
      for (let j = 0; j <= i; j++) result[i * size + j]! += scale * inverse[k * size + j]!
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) result[j * size + i] = result[i * size + j]!
  return result
}

/** log of the matrix's determinant. */
export function logDeterminant({ size, lower }: Cholesky): number {
  let sum = 0
  for (let i = 0; i < size; i++) sum += 2 * Math.log(lower[i * size + i]!)
  return sum
}
