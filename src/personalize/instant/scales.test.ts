import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupLevels, ratingsByScale } from './scales.ts'

describe('levels of scores', () => {
  it('are the values said while these are few', () => {
    expect(groupLevels([10, 30, 30, 20], { limit: 12 })).toEqual({
      levels: Float64Array.of(10, 20, 30),
      level: [0, 2, 2, 1],
    })
    expect(groupLevels([5], { limit: 2 })).toEqual({ levels: Float64Array.of(5), level: [0] })
    expect(groupLevels([-0, 0], { limit: 2 }).level).toEqual([0, 0])
  })

  it('are equal shares of the ratings where the values are many', () => {
    const { levels, level } = groupLevels(
      Array.from({ length: 100 }, (_, at) => at),
      { limit: 4 },
    )
    expect(level).toEqual(Array.from({ length: 100 }, (_, at) => Math.floor(at / 25)))
    for (const [at, mean] of [12, 37, 62, 87].entries()) expect(levels[at]).toBeCloseTo(mean, 12)
  })

  it('are at most the limit, keep equal values together and the order of the others, and depend on order alone', () => {
    const anyScores = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(7)), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(anyScores, fc.integer({ min: 2, max: 12 }), (scores, limit) => {
        const { levels, level } = groupLevels(scores, { limit })
        expect(levels.length).toBeLessThanOrEqual(limit)
        if (new Set(scores).size <= limit) expect(levels.length).toBe(new Set(scores).size)
        expect(new Set(level).size).toBe(levels.length)
        for (let a = 0; a < scores.length; a++) {
          for (let b = 0; b < scores.length; b++) {
            if (scores[a] === scores[b]) expect(level[a]).toBe(level[b])
            if (scores[a]! < scores[b]!) expect(level[a]!).toBeLessThanOrEqual(level[b]!)
          }
        }
        for (let at = 1; at < levels.length; at++) expect(levels[at]!).toBeGreaterThan(levels[at - 1]!)
        expect(
          groupLevels(
            scores.map((score) => Math.exp(score / 9) - 5),
            { limit },
          ).level,
        ).toEqual(level)
      }),
      { seed: 3 },
    )
  })

  it('have finite values for the largest scores', () => {
    const most = Number.MAX_VALUE
    const { levels } = groupLevels([-most, most, most * 0.9, most * 0.8], { limit: 2 })
    expect(levels.every(Number.isFinite)).toBe(true)
  })
})

describe('ratings by scale', () => {
  it('come in the order of the photos, each scale with its own levels', () => {
    const found = ratingsByScale(
      [
        { kind: 'flag', photo: 9, flag: 'pick' },
        { kind: 'star', photo: 7, stars: 5 },
        { kind: 'duel', left: 1, right: 2, winner: 'left' },
        { kind: 'star', photo: 3, stars: 2 },
        { kind: 'flag', photo: 2, flag: 'reject' },
      ],
      { limit: 12 },
    )
    expect(found).toEqual([
      { name: 'star', photos: [3, 7], levels: Float64Array.of(1, 2, 3, 4, 5), level: [1, 4] },
      { name: 'flag', photos: [2, 9], levels: Float64Array.of(0, 1), level: [0, 1] },
    ])
  })
})
