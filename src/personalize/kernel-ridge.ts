import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

export interface KernelRidge {
  /** Weight of each target's kernel column: (K). */
  readonly dual: readonly number[]
  /** Sum of squared errors when each target is left out in turn. */
  readonly error: number
}

/**
 * Kernel ridge regression without a bias, for many strengths at the cost of one decomposition of the Gram matrix (K, K).
 * Infinity gives 0 everywhere. What is left of target i by the others is dual_i / ((G + strength)^-1)_ii (Rasmussen and
 * Williams 2006, Eq. 5.12).
 */
export function kernelRidge(gram: Matrix, targets: readonly number[]): (strength: number) => KernelRidge {
  const { eigenvectorMatrix: vectors, realEigenvalues: values } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  })
  const inBasis = vectors.transpose().mmul(Matrix.columnVector(targets)).to1DArray()
  return (strength) => {
    if (strength === Infinity)
      return { dual: targets.map(() => 0), error: targets.reduce((sum, value) => sum + value ** 2, 0) }
    const shrink = values.map((value) => 1 / (Math.max(0, value) + strength))
    const dual = targets.map((_, row) =>
      shrink.reduce((sum, factor, at) => sum + vectors.get(row, at) * factor * inBasis[at]!, 0),
    )
    const diagonal = targets.map((_, row) =>
      shrink.reduce((sum, factor, at) => sum + vectors.get(row, at) ** 2 * factor, 0),
    )
    return { dual, error: dual.reduce((sum, value, at) => sum + (value / diagonal[at]!) ** 2, 0) }
  }
}
