import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PalateError, ShapeError, UsageError } from '../core/index.ts'
import { choosePanel, drawSupport } from './draws.ts'
import type { Rater } from './protocol.ts'

function rater(id: string, scores: readonly number[], first = 0): Rater {
  return { id, photos: scores.map((_, at) => first + at), scores }
}

describe('drawSupport', () => {
  const seeds = fc.record({ seed: fc.integer({ min: 0, max: 99 }), trial: fc.integer({ min: 0, max: 9 }) })

  it('parts the photos into K of support and the rest, each with its own score', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 2, max: 20 }), (at, shots, rest) => {
        const photos = Array.from({ length: shots + rest }, (_, place) => 3 * place + 1)
        const scores = photos.map((photo) => photo / 2)
        const { support, test } = drawSupport({ id: 'r1', photos, scores }, { ...at, shots })
        expect(support.photos).toHaveLength(shots)
        expect([...support.photos, ...test.photos].sort((a, b) => a - b)).toEqual(photos)
        for (const part of [support, test]) expect(part.scores).toEqual(part.photos.map((photo) => photo / 2))
      }),
    )
  })

  it('is the same for the same seed, rater, trial and K, in whatever order the rows came', () => {
    const one = rater('r1', [5, 3, 1, 4, 2, 6, 8, 7, 9])
    const turned = { id: 'r1', photos: one.photos.toReversed(), scores: one.scores.toReversed() }
    fc.assert(
      fc.property(seeds, (at) => {
        expect(drawSupport(turned, { ...at, shots: 4 })).toEqual(drawSupport(one, { ...at, shots: 4 }))
      }),
    )
  })

  it('changes with the seed, the trial, the rater and K', () => {
    const scores = Array.from({ length: 60 }, (_, at) => at)
    const drawn = (id: string, seed: number, trial: number, shots: number): string =>
      drawSupport(rater(id, scores), { seed, trial, shots }).support.photos.slice(0, 10).join()
    const draws = [drawn('r1', 1, 0, 10), drawn('r2', 1, 0, 10), drawn('r1', 2, 0, 10), drawn('r1', 1, 1, 10)]
    expect(new Set([...draws, drawn('r1', 1, 0, 20)]).size).toBe(5)
  })

  it('draws every photo about equally often', () => {
    const scores = Array.from({ length: 20 }, (_, at) => at)
    const counts = scores.map(() => 0)
    for (let trial = 0; trial < 2000; trial++) {
      for (const photo of drawSupport(rater('r1', scores), { seed: 7, trial, shots: 5 }).support.photos)
        counts[photo]!++
    }
    // 500 expected, standard deviation 19.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(80)
  })
})

describe('choosePanel', () => {
  const long = rater('long', [1, 2, 3, 4, 5, 6])
  const short = rater('short', [1, 2, 3])
  const flat = rater('flat', [4, 4, 4, 4, 4, 4])

  it('leaves out raters with fewer than K + 2 photos at that K, and constant raters at all, with the reason', () => {
    const { at, excluded } = choosePanel([long, short, flat], { shots: [1, 2, 4], seed: 1 })
    expect(at.get(1)).toEqual([long, short])
    expect(at.get(2)).toEqual([long])
    expect(at.get(4)).toEqual([long])
    expect(excluded).toEqual([
      { rater: 'short', reason: 'too few photos', shots: [2, 4] },
      { rater: 'flat', reason: 'constant scores', shots: [1, 2, 4] },
    ])
  })

  it('picks a few raters by the seed, a smaller number from among a larger', () => {
    const raters = Array.from({ length: 30 }, (_, at) => rater(`r${at}`, [1, 2, 3, 4]))
    const panel = (maxRaters: number, seed: number): readonly string[] =>
      choosePanel(raters, { shots: [2], seed, maxRaters })
        .at.get(2)!
        .map(({ id }) => id)
    expect(panel(6, 1)).toHaveLength(6)
    expect(panel(6, 1)).toEqual(panel(6, 1))
    expect(panel(24, 1)).toEqual(expect.arrayContaining([...panel(6, 1)]))
    expect(panel(6, 2)).not.toEqual(panel(6, 1))
    expect(panel(99, 1)).toHaveLength(30)
  })

  it('refuses a bed on which nobody can be judged', () => {
    expect(() => choosePanel([short, flat], { shots: [1, 50], seed: 1 })).toThrow(UsageError)
    expect(() => choosePanel([], { shots: [1], seed: 1 })).toThrow(/no rater can be judged/)
  })

  it('refuses malformed raters by their id', () => {
    const panel =
      (...raters: readonly Rater[]) =>
      () =>
        choosePanel(raters, { shots: [0], seed: 1 })
    expect(panel(long, long)).toThrow(/rater long is listed twice/)
    expect(panel({ id: 'r1', photos: [0, 1], scores: [1] })).toThrow(ShapeError)
    expect(panel({ id: 'r1', photos: [0, 0], scores: [1, 2] })).toThrow(/r1 scored a photo twice/)
    expect(panel({ id: 'r1', photos: [0, -1], scores: [1, 2] })).toThrow(PalateError)
    expect(panel({ id: 'r1', photos: [0, 1], scores: [1, Number.NaN] })).toThrow(/r1 has the score NaN/)
  })
})
