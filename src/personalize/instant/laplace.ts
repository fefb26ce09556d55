import { Matrix } from 'ml-matrix'
import { inverseOf, logDeterminant } from './cholesky.ts'
import { type Comparisons, imaginedComparisons } from './comparisons.ts'
import { fixedDesign } from './design.ts'
import { findMode, type Mode } from './newton.ts'
import type { LikelihoodSettings, Prior } from './posterior.ts'

/** (p, p): covariance of the weights, thresholds integrated out: the weights' block of the inverse curvature. */
export function covarianceOf({ cholesky, z }: Mode, { deviation }: Prior): Matrix {
  const inverse = inverseOf(cholesky)
  const { size } = cholesky
  const covariance = new Matrix(z.length, z.length)
  for (let i = 0; i < z.length; i++) {
    for (let j = 0; j <= i; j++) {
      const value = deviation[i]! * deviation[j]! * inverse[i * size + j]!
      covariance.set(i, j, value)
      covariance.set(j, i, value)
    }
  }
  return covariance
}

/**
 * Laplace's log p(evidence), 2 pi's and all: the prior of z is a normalised Gaussian; that of the thresholds is not
 * normalised, so its own Laplace integral is divided out, which makes the evidence of nothing exactly 1.
 */
export function logEvidenceOf(
  mode: Mode,
  { comparisons, settings }: { readonly comparisons: Comparisons; readonly settings: LikelihoodSettings },
): number {
  const joint = mode.value - logDeterminant(mode.cholesky) / 2
  if (comparisons.thresholds === 0) return joint
  const prior = findMode({
    design: fixedDesign(new Float64Array(0)),
    comparisons: imaginedComparisons(comparisons, settings),
    spread: settings.spread,
  })
  return joint - (prior.value - logDeterminant(prior.cholesky) / 2)
}
