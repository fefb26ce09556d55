import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, UsageError } from '../../core/index.ts'
import { calibration, type JudgedPreference } from './calibration.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const judged = fc.array(fc.record({ probability: share, outcome: fc.constantFrom(0, 0.5, 1) }), { minLength: 1 })

/** Outcomes that really have the stated probability, after it was distorted for the statement. */
function simulated(distort: (logit: number) => number): JudgedPreference[] {
  const random = createRandom('calibration')
  return Array.from({ length: 20_000 }, () => {
    const logit = 2 * random.normal()
    const outcome = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
    return { probability: 1 / (1 + Math.exp(-distort(logit))), outcome }
  })
}

describe('calibration', () => {
  it('is the mean gap of confidence and share of right predictions, by hand', () => {
    // Confidence .9: three right of four. Confidence .65, said as .35: two ties, each half right.
    const pairs = [1, 1, 1, 0].map((outcome) => ({ probability: 0.9, outcome }))
    pairs.push({ probability: 0.35, outcome: 0.5 }, { probability: 0.35, outcome: 0.5 })
    const { ece, bins } = calibration(pairs, { bins: 5 })
    expect(ece).toBeCloseTo((4 / 6) * 0.15 + (2 / 6) * 0.15, 12)
    expect(bins.map((bin) => bin.pairs)).toEqual([0, 2, 0, 0, 4])
    expect(bins[4]!.predicted).toBeCloseTo(0.9, 12)
    expect(bins[4]!.observed).toBe(0.75)
    expect(bins[0]!.observed).toBeNaN()
    expect(bins.map(({ from }) => from)).toEqual([0.5, 0.6, 0.7, 0.8, 0.9])
    expect(bins[4]!.to).toBe(1)
  })

  it('is small for outcomes that have the stated probability and large for statements too bold or too timid', () => {
    expect(calibration(simulated((logit) => logit)).ece).toBeLessThan(0.012)
    expect(calibration(simulated((logit) => 3 * logit)).ece).toBeGreaterThan(0.08)
    expect(calibration(simulated((logit) => logit / 3)).ece).toBeGreaterThan(0.08)
  })

  it('does not hang on which photo of a pair is called a', () => {
    fc.assert(
      fc.property(judged, (pairs) => {
        const turned = pairs.map(({ probability, outcome }) => ({
          probability: 1 - probability,
          outcome: 1 - outcome,
        }))
        // Where 1 - p rounds, a pair at the very edge of a bin may change bins: stay off the edges.
        const inside = pairs.every(({ probability }) => Math.abs(((probability * 20) % 1) - 0.5) < 0.499)
        if (inside) expect(calibration(turned).ece).toBeCloseTo(calibration(pairs).ece, 9)
      }),
    )
  })

  it('lies in [0, 1] and its bins hold every pair once', () => {
    fc.assert(
      fc.property(judged, fc.integer({ min: 1, max: 30 }), (pairs, count) => {
        const { ece, bins } = calibration(pairs, { bins: count })
        expect(ece).toBeGreaterThanOrEqual(0)
        expect(ece).toBeLessThanOrEqual(1)
        expect(bins.reduce((sum, bin) => sum + bin.pairs, 0)).toBe(pairs.length)
      }),
    )
  })

  it('is undefined without pairs, and refuses what is no probability', () => {
    expect(calibration([]).ece).toBeNaN()
    expect(() => calibration([{ probability: 1.2, outcome: 1 }])).toThrow(UsageError)
    expect(() => calibration([{ probability: Number.NaN, outcome: 1 }])).toThrow(/pair 0/)
    expect(() => calibration([], { bins: 0 })).toThrow(UsageError)
  })
})
