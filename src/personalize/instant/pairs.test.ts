import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratedPairs } from './pairs.ts'

const total = (ratings: readonly number[]): number => ratedPairs(ratings).reduce((sum, { weight }) => sum + weight, 0)

describe('ratings as pairs', () => {
  it('are all pairs that are rated apart, better one first', () => {
    const weight = 2 / 3
    expect(ratedPairs([5, 1, 5, 3])).toEqual([
      { better: 0, worse: 1, weight },
      { better: 0, worse: 3, weight },
      { better: 2, worse: 1, weight },
      { better: 3, worse: 1, weight },
      { better: 2, worse: 3, weight },
    ])
    expect(ratedPairs([2, 2, 2])).toEqual([])
    expect(ratedPairs([2])).toEqual([])
    expect(ratedPairs([])).toEqual([])
  })

  it.each([2, 10, 199, 200, 201, 202, 1000, 1001, 30_000])('weigh as much as there are ratings: %d', (count) => {
    const ratings = Array.from({ length: count }, (_, at) => (at * 7919) % 30_011)
    expect(total(ratings)).toBeCloseTo(count, 6)
  })

  it('above two hundred compare each photo equally often, no pair twice, and no more than some 20,000 in all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 201, max: 900 }), (count) => {
        const pairs = ratedPairs(Array.from({ length: count }, (_, at) => (at * 7919) % 30_011))
        const often = new Float64Array(count)
        for (const { better, worse } of pairs) {
          often[better]!++
          often[worse]!++
        }
        expect(new Set(often).size).toBe(1)
        expect(
          new Set(pairs.map(({ better, worse }) => Math.min(better, worse) * count + Math.max(better, worse))).size,
        ).toBe(pairs.length)
        expect(pairs.length).toBeLessThanOrEqual(20_000)
      }),
      { seed: 5, numRuns: 20 },
    )
  })
})
