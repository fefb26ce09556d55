import { describe, expect, it } from 'vitest'
import { createRandom, pairwiseAccuracy, srocc } from '../../core/index.ts'
import { gaussianPair, normalCdf, sroccOfConcordance } from './rank-relation.ts'

describe('the relation of concordance and SROCC', () => {
  it('is the closed form without ties', () => {
    for (const tau of [-0.8, -0.3, 0, 0.2, 0.7]) {
      const expected = (6 / Math.PI) * Math.asin(Math.sin((Math.PI / 2) * tau) / 2)
      expect(sroccOfConcordance(tau, [{ shares: [1], pairs: 1 }])).toBeCloseTo(expected, 3)
    }
  })

  it('is the orthant probability for two equal levels, and their SROCC follows from the area under the curve', () => {
    for (const r of [0.1, 0.5, 0.9]) {
      const found = gaussianPair([0.5, 0.5], r)
      const concordance = (4 / Math.PI) * Math.asin(r / Math.SQRT2)
      expect(found.concordance).toBeCloseTo(concordance, 3)
      // cov(F, level) = concordance / 8; deviations 1 / sqrt(12) and 1 / 2.
      expect(found.srocc).toBeCloseTo((concordance / 8) * 2 * Math.sqrt(12), 3)
    }
  })

  it('agrees with SROCC and concordance of drawn stars', () => {
    const random = createRandom('stars')
    const latent = Array.from({ length: 4000 }, () => random.normal())
    const scores = latent.map((value) => 0.6 * value + 0.8 * random.normal())
    const stars = latent.map((value) => [-1.2816, -0.5244, 0.5244].filter((threshold) => value > threshold).length)
    const shares = [0, 1, 2, 3].map((level) => stars.filter((star) => star === level).length / stars.length)
    const concordance = 2 * pairwiseAccuracy(scores, stars) - 1
    expect(sroccOfConcordance(concordance, [{ shares, pairs: 1 }])).toBeCloseTo(srocc(scores, stars), 2)
  })

  it('nears the closed form as levels become many, and never passes what ties allow', () => {
    const many = gaussianPair(
      Array.from({ length: 30 }, () => 1 / 30),
      0.6,
    )
    expect(many.srocc).toBeCloseTo((6 / Math.PI) * Math.asin(0.3), 2)
    const perfect = sroccOfConcordance(1, [{ shares: [0.5, 0.5], pairs: 1 }])
    expect(perfect).toBeLessThanOrEqual(Math.sqrt(0.75))
    expect(perfect).toBeGreaterThan(0.8)
  })

  it('explains pairs of several kinds by one correlation, on the scale of the first', () => {
    const stars = { shares: [0.2, 0.3, 0.5], pairs: 30 }
    const duels = { shares: [1], pairs: 10 }
    const r = 0.5
    const concordance = (3 * gaussianPair(stars.shares, r).concordance + gaussianPair([1], r).concordance) / 4
    expect(sroccOfConcordance(concordance, [stars, duels])).toBeCloseTo(gaussianPair(stars.shares, r).srocc, 3)
    expect(sroccOfConcordance(concordance, [duels, stars])).toBeCloseTo(gaussianPair([1], r).srocc, 3)
  })

  it('rests on a distribution function that is right to six digits', () => {
    // SciPy 1.17.1, scipy.stats.norm.cdf
    expect(normalCdf(0)).toBeCloseTo(0.5, 7)
    expect(normalCdf(1)).toBeCloseTo(0.8413447461, 6)
    expect(normalCdf(-1.96)).toBeCloseTo(0.0249978951, 6)
    expect(normalCdf(-4)).toBeCloseTo(0.0000316712, 6)
  })
})
