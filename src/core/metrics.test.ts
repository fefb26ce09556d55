import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averageRanks, pairwiseAccuracy, PalateError, plcc, ShapeError, srocc } from './index.ts'

interface Golden {
  readonly versions: { readonly scipy: string }
  readonly cases: readonly {
    readonly name: string
    readonly a: readonly number[]
    readonly b: readonly number[]
    readonly ranks: readonly number[]
    readonly srocc: number | null
    readonly plcc: number | null
    readonly pairwise: number | null
  }[]
}

// Written by test/oracle/metrics.py.
const golden = JSON.parse(readFileSync(new URL('../../test/oracle/metrics.json', import.meta.url), 'utf8')) as Golden

function expectClose(actual: number, expected: number | null): void {
  if (expected === null) expect(actual).toBeNaN()
  else expect(actual).toBeCloseTo(expected, 10)
}

describe(`the metrics equal SciPy's (${golden.versions.scipy})`, () => {
  it.each(golden.cases)('$name', ({ a, b, ranks, srocc: spearman, plcc: pearson, pairwise }) => {
    expect([...averageRanks(a)]).toEqual(ranks)
    expectClose(srocc(a, b), spearman)
    expectClose(plcc(a, b), pearson)
    expectClose(pairwiseAccuracy(a, b), pairwise)
  })
})

const small = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 5 })), {
  minLength: 2,
  maxLength: 40,
})

describe('srocc', () => {
  it('is the same after any increasing change of the scores, and the opposite after a decreasing one', () => {
    fc.assert(
      fc.property(small, (pairs) => {
        const scores = pairs.map(([score]) => score)
        const ratings = pairs.map(([, rating]) => rating)
        const before = srocc(scores, ratings)
        expect(
          srocc(
            scores.map((score) => Math.exp(score / 5) - 3),
            ratings,
          ),
        ).toBe(before)
        const opposite = srocc(
          scores.map((score) => -(score ** 3)),
          ratings,
        )
        if (Number.isNaN(before)) expect(opposite).toBeNaN()
        else expect(opposite).toBeCloseTo(-before, 12)
      }),
    )
  })

  it("equals the paper's equation 5 where nothing ties", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 30 }), (scores) => {
        const size = scores.length
        const truth = scores.map((_, at) => at)
        const ranks = averageRanks(scores)
        const squares = truth.reduce((sum, place) => sum + (place + 1 - ranks[place]!) ** 2, 0)
        expect(srocc(scores, truth)).toBeCloseTo(1 - (6 * squares) / (size * (size * size - 1)), 12)
      }),
    )
  })

  it('stays defined and within bounds for the largest and the smallest numbers', () => {
    expect(plcc([1e300, -1e300, 5e299], [2e-310, 0, 1e-310])).toBeGreaterThan(0.9)
    expect(plcc([1e300, -1e300, 5e299], [2e-310, 0, 1e-310])).toBeLessThanOrEqual(1)
    expect(srocc([Number.MAX_VALUE, -Number.MAX_VALUE, 0], [3, 1, 2])).toBeCloseTo(1, 15)
  })
})

describe('pairwiseAccuracy', () => {
  it('counts the pairs: one wrong of three, ties of ratings left out, ties of scores half', () => {
    expect(pairwiseAccuracy([1, 3, 2], [1, 2, 3])).toBeCloseTo(2 / 3, 15)
    expect(pairwiseAccuracy([9, 3, 2], [1, 1, 3])).toBe(0)
    expect(pairwiseAccuracy([2, 2, 2], [1, 2, 3])).toBe(0.5)
  })

  it('turns into its complement when the scores are turned around', () => {
    fc.assert(
      fc.property(small, (pairs) => {
        const ratings = pairs.map(([, rating]) => rating)
        fc.pre(new Set(ratings).size > 1)
        const forth = pairwiseAccuracy(
          pairs.map(([score]) => score),
          ratings,
        )
        const back = pairwiseAccuracy(
          pairs.map(([score]) => -score),
          ratings,
        )
        expect(forth + back).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('bad input of the metrics', () => {
  it('is undefined without an order to agree with', () => {
    for (const measure of [srocc, plcc, pairwiseAccuracy]) {
      expect(measure([], [])).toBeNaN()
      expect(measure([1], [2])).toBeNaN()
      expect(measure([1, 2], [3, 3])).toBeNaN()
    }
  })

  it('refuses lists of different length and numbers that are not finite', () => {
    for (const measure of [srocc, plcc, pairwiseAccuracy]) {
      expect(() => measure([1, 2], [1])).toThrow(ShapeError)
      expect(() => measure([1, Number.NaN], [1, 2])).toThrow(PalateError)
      expect(() => measure([1, 2], [1, Number.POSITIVE_INFINITY])).toThrow(/number 2 of 2 is Infinity/)
    }
  })
})
