import fc from 'fast-check'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { createRandom, ShapeError, UsageError } from '../../core/index.ts'
import type { Evidence } from './evidence.ts'
import {
  fitPosterior,
  levelProbabilities,
  type Posterior,
  predict,
  preference,
  starProbabilities,
} from './posterior.ts'
import { latentPredictor, starsOfLatent } from './predictions.ts'
import { sigmoid } from './sigmoid.ts'

const rows = { count: 6, width: 3, data: Float64Array.from({ length: 18 }, (_, at) => Math.cos(5 * at * at)) }
const prior = { mean: Float64Array.of(1, 0, 0), deviation: Float64Array.of(0.5, 1, 1.5) }
const taste = (evidence: readonly Evidence[]): Posterior => fitPosterior({ prior, rows, evidence })
const row = (photo: number): Float64Array => rows.data.slice(3 * photo, 3 * photo + 3)
const sum = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((total, each) => total + each, 0)
const scored = (values: readonly number[]): Evidence[] =>
  values.map((value, photo) => ({ kind: 'score', photo, value }))
const starred = (values: readonly (1 | 2 | 3 | 4 | 5)[]): Evidence[] =>
  values.map((stars, photo) => ({ kind: 'star', photo, stars }))

/** 50,000 weights drawn from a taste, as latents of one row. */
function drawnLatents({ weights, covariance }: Posterior, at: Float64Array): Float64Array {
  const { normal } = createRandom('latents')
  const spread = Math.sqrt(
    Matrix.rowVector(at).mmul(covariance).mmul(Matrix.columnVector(at)).get(0, 0), // row covariance row'
  )
  const mean = sum(weights.map((weight, each) => weight * at[each]!))
  return Float64Array.from({ length: 50_000 }, () => mean + spread * normal())
}

describe('the latent score of a photo', () => {
  it('is the same where many are asked for', () => {
    const posterior = taste(scored([1, 5, 2, 4]))
    const latentOf = latentPredictor(posterior)
    for (let photo = 0; photo < rows.count; photo++) {
      const [many, one] = [latentOf(row(photo)), predict(posterior, row(photo))]
      expect(many.mean).toBeCloseTo(one.mean, 12)
      expect(many.deviation).toBeCloseTo(one.deviation, 12)
      expect(starsOfLatent(posterior, one)).toEqual(starProbabilities(posterior, row(photo)))
    }
  })

  it('is weights times row, with variance row covariance row', () => {
    const posterior = taste(scored([1, 5, 2, 4]))
    const { mean, deviation } = predict(posterior, row(5))
    expect(mean).toBeCloseTo(sum(posterior.weights.map((weight, at) => weight * row(5)[at]!)), 12)
    const half = posterior.covariance.mmul(Matrix.columnVector(row(5))).to1DArray()
    expect(deviation ** 2).toBeCloseTo(sum(half.map((each, at) => each * row(5)[at]!)), 12)
    expect(predict(posterior, [0, 0, 0])).toEqual({ mean: 0, deviation: 0 })
    expect(() => predict(posterior, [1, 2])).toThrow(ShapeError)
  })
})

describe('preference', () => {
  it('is one half of a photo against itself, and turns around with its photos', () => {
    const posterior = taste(scored([1, 5, 2, 4]))
    expect(preference(posterior, row(1), row(1))).toBe(0.5)
    expect(preference(posterior, row(1), row(4)) + preference(posterior, row(4), row(1))).toBeCloseTo(1, 14)
    expect(() => preference(posterior, [1], [2])).toThrow(ShapeError)
    expect(() => preference(posterior, row(1), [2])).toThrow(ShapeError)
  })

  it('is the mean of sigmoid over the taste, as drawing from it says', () => {
    const posterior = taste(scored([1, 5, 2, 4]))
    const difference = row(1).map((each, at) => each - row(0)[at]!)
    const drawn = sum(drawnLatents(posterior, difference).map(sigmoid)) / 50_000
    expect(Math.abs(preference(posterior, row(1), row(0)) - drawn)).toBeLessThan(6e-3) // 5 standard errors
  })

  it('is never surer than the sigmoid of the mean difference', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 }), (values) => {
        const posterior = taste(scored(values))
        const said = preference(posterior, row(0), row(1))
        const sure = sigmoid(predict(posterior, row(0)).mean - predict(posterior, row(1)).mean)
        expect(Math.abs(said - 0.5)).toBeLessThanOrEqual(Math.abs(sure - 0.5) + 1e-12)
      }),
      { seed: 1, numRuns: 40 },
    )
  })
})

describe('probabilities of levels', () => {
  it('are those of the thresholds, averaged over the taste, and sum to 1', () => {
    const posterior = taste(scored([1, 5, 2, 4, 2, 1]))
    const found = levelProbabilities(posterior, row(3), 'score')
    expect(sum(found)).toBeCloseTo(1, 14)
    const latents = drawnLatents(posterior, row(3))
    const thresholds = [...posterior.scales.score!.thresholds, Infinity]
    let below = 0
    thresholds.forEach((threshold, level) => {
      const upTo = sum(latents.map((latent) => sigmoid(threshold - latent))) / latents.length
      expect(Math.abs(found[level]! - (upTo - below))).toBeLessThan(8e-3)
      below = upTo
    })
  })

  it('are refused on a scale that was never used, and are 1 where all scores are equal', () => {
    const posterior = taste(scored([3, 3]))
    expect([...levelProbabilities(posterior, row(5), 'score')]).toEqual([1])
    expect(() => levelProbabilities(posterior, row(5), 'flag')).toThrow(UsageError)
    expect(() => levelProbabilities(posterior, row(5), 'flag')).toThrow('this taste has no flag rating')
  })

  it('exist where scores were taken as pairs, near those of levels', () => {
    const evidence = scored([1, 3, 2, 3, 2, 1])
    const ordinal = taste(evidence)
    const pairs = fitPosterior({ prior, rows, evidence, settings: { scores: 'pairs' } })
    const found = levelProbabilities(pairs, row(1), 'score')
    levelProbabilities(ordinal, row(1), 'score').forEach((each, level) =>
      expect(Math.abs(found[level]! - each)).toBeLessThan(0.1),
    )
  })
})

describe('predicted stars', () => {
  it('are those of the star scale where it was used', () => {
    const posterior = taste([...starred([1, 5, 2, 4]), ...scored([9, 1, 1, 1])])
    expect(starProbabilities(posterior, row(5))).toEqual(levelProbabilities(posterior, row(5), 'star'))
  })

  it('come from scores by where these lie between the lowest and the highest', () => {
    const five = taste(scored([10, 30, 20, 50, 40]))
    starProbabilities(five, row(5)).forEach((each, star) =>
      expect(each).toBeCloseTo(levelProbabilities(five, row(5), 'score')[star]!, 14),
    )
    // 0, 3 and 4 of 0..4 are 1, 4 and 5 stars; 1 of 0..8 is 1.5 stars: one half each.
    const gappy = taste(scored([0, 3, 4, 0, 3]))
    const [low, middle, high] = levelProbabilities(gappy, row(5), 'score')
    expect([...starProbabilities(gappy, row(5))]).toEqual([low, 0, 0, middle, high])
    const half = taste(scored([0, 1, 8, 0]))
    const [first, second, last] = levelProbabilities(half, row(5), 'score')
    const expected = [first! + second! / 2, second! / 2, 0, 0, last!]
    starProbabilities(half, row(5)).forEach((each, star) => expect(each).toBeCloseTo(expected[star]!, 14))
  })

  it('without ratings are symmetric for a photo in the middle, and better for a better photo', () => {
    const nothing = taste([])
    const middle = starProbabilities(nothing, [0, 0, 0])
    expect(sum(middle)).toBeCloseTo(1, 14)
    expect(middle[0]).toBeCloseTo(middle[4]!, 12)
    expect(middle[1]).toBeCloseTo(middle[3]!, 12)
    const good = starProbabilities(nothing, [2, 0, 0])
    expect(good[4]!).toBeGreaterThan(middle[4]!)
    expect(good[0]!).toBeLessThan(middle[0]!)
    expect(starProbabilities(taste(scored([4])), [2, 0, 0])).toEqual(good) // one score makes no scale
  })

  it('are finite for the largest and the smallest scores', () => {
    const most = Number.MAX_VALUE
    const least = Number.MIN_VALUE
    for (const values of [
      [-most, most, 0],
      [0, least, 2 * least],
    ])
      expect(sum(starProbabilities(taste(scored(values)), row(5)))).toBeCloseTo(1, 12)
  })
})
