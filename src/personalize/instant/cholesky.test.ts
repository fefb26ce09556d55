import fc from 'fast-check'
import { CholeskyDecomposition, inverse, Matrix, determinant } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { choleskyOf, inverseOf, logDeterminant, solveWith } from './cholesky.ts'

/** A positive definite matrix: A'A + I. */
const positive = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size * size, maxLength: size * size })
    .map((numbers) => {
      const a = Matrix.from1DArray(size, size, numbers)
      return a.transpose().mmul(a).add(Matrix.eye(size))
    }),
)

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  for (let at = 0; at < expected.length; at++)
    expect(Math.abs(found[at]! - expected[at]!)).toBeLessThan(1e-9 * (1 + Math.abs(expected[at]!)))
}

describe("Cholesky's decomposition", () => {
  it("is ml-matrix's, and so are solution, inverse and determinant", () => {
    fc.assert(
      fc.property(positive, (matrix) => {
        const size = matrix.rows
        const found = choleskyOf(Float64Array.from(matrix.to1DArray()), size)!
        expectClose(found.lower, new CholeskyDecomposition(matrix).lowerTriangularMatrix.to1DArray())
        const right = Float64Array.from({ length: size }, (_, at) => at - 1.5)
        expectClose(
          solveWith(found, right),
          new CholeskyDecomposition(matrix).solve(Matrix.columnVector(right)).to1DArray(),
        )
        expectClose(inverseOf(found), inverse(matrix).to1DArray())
        expectClose([logDeterminant(found)], [Math.log(determinant(matrix))])
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('is undefined for a matrix that is not positive definite', () => {
    expect(choleskyOf(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined()
    expect(choleskyOf(Float64Array.of(0), 1)).toBeUndefined()
    expect(choleskyOf(Float64Array.of(Number.NaN), 1)).toBeUndefined()
  })
})
