import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Evidence, ScaleName } from './evidence.ts'
import { fitPosterior, type LikelihoodSettings, levelProbabilities, preference } from './posterior.ts'

interface Golden {
  readonly versions: { readonly scipy: string }
  readonly cases: readonly {
    readonly name: string
    readonly prior: { readonly mean: readonly number[]; readonly deviation: readonly number[] }
    readonly rows: readonly (readonly number[])[]
    readonly evidence: readonly Evidence[]
    readonly settings: Partial<LikelihoodSettings>
    readonly mode: {
      readonly weights: readonly number[]
      readonly covariance: readonly (readonly number[])[]
      readonly thresholds: Readonly<Partial<Record<ScaleName, readonly number[]>>>
      readonly logEvidence: number
    }
    readonly truth: {
      readonly mean: readonly number[]
      readonly deviation: readonly number[]
      readonly preferences: readonly { readonly pair: readonly [number, number]; readonly p: number }[]
      readonly levels: Readonly<Partial<Record<ScaleName, readonly number[]>>>
      readonly logEvidence: number
    }
  }[]
}

// Written by test/oracle/posterior.py from the textbook form of the same density.
const golden = JSON.parse(
  readFileSync(new URL('../../../test/oracle/posterior.json', import.meta.url), 'utf8'),
) as Golden

const fit = ({ prior, rows, evidence, settings }: Golden['cases'][number]) =>
  fitPosterior({
    prior: { mean: Float64Array.from(prior.mean), deviation: Float64Array.from(prior.deviation) },
    rows: { count: rows.length, width: rows[0]!.length, data: Float64Array.from(rows.flat()) },
    evidence,
    settings,
  })

function expectWithin(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length)
  for (let at = 0; at < expected.length; at++)
    expect(Math.abs(found[at]! - expected[at]!), `${found[at]} and ${expected[at]}`).toBeLessThan(tolerance)
}

describe(`the mode that SciPy ${golden.versions.scipy} finds`, () => {
  it.each(golden.cases)('of $name', (each) => {
    const posterior = fit(each)
    expectWithin(posterior.weights, each.mode.weights, 1e-9)
    // Python's second derivatives are differences.
    expectWithin(posterior.covariance.to1DArray(), each.mode.covariance.flat(), 1e-8)
    expect(Math.abs(posterior.logEvidence - each.mode.logEvidence)).toBeLessThan(1e-8)
    for (const [name, thresholds] of Object.entries(each.mode.thresholds))
      expectWithin(posterior.scales[name as ScaleName]!.thresholds, thresholds, 1e-9)
  })
})

// 400,000 weighted samples of the posterior itself; what is asked is what a mode and its curvature can give.
describe('the posterior itself, sampled', () => {
  it.each(golden.cases)('is near for $name', (each) => {
    const { truth, rows } = each
    const posterior = fit(each)
    truth.mean.forEach((mean, at) => {
      expect(Math.abs(posterior.weights[at]! - mean)).toBeLessThanOrEqual(0.25 * truth.deviation[at]!)
      const deviation = Math.sqrt(posterior.covariance.get(at, at))
      expect(Math.abs(deviation - truth.deviation[at]!)).toBeLessThanOrEqual(0.12 * truth.deviation[at]!)
    })
    for (const { pair, p } of truth.preferences)
      expect(Math.abs(preference(posterior, rows[pair[0]]!, rows[pair[1]]!) - p)).toBeLessThan(0.03)
    // Thresholds are held at their mode, and theirs is the posterior that is least like a Gaussian.
    for (const [name, levels] of Object.entries(truth.levels))
      expectWithin(levelProbabilities(posterior, rows[0]!, name as ScaleName), levels, 0.09)
    expect(Math.abs(posterior.logEvidence - truth.logEvidence)).toBeLessThan(0.15)
  })
})
