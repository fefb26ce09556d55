import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, gradients, input, openEngine } from '../graph/index.ts'
import { batchFeeds, lossFeeds, lossGraph, type LossName, lossOf, type Pairing } from './losses.ts'

const all = { pairing: 'all' } as const
const halves = { pairing: 'halves' } as const
/** -log sigmoid(better - worse) */
const pairLoss = (better: number, worse: number): number => Math.log(1 + Math.exp(worse - better))

describe('the Bradley-Terry loss', () => {
  it('is the mean of -log sigmoid over all pairs that are rated apart', () => {
    const scores = [2, 0.5, 3, -1]
    const { loss } = lossOf('bradley-terry', scores, lossFeeds('bradley-terry', [5, 1, 3, 3], all))
    // 5 beats 1, 3 and 3; each 3 beats 1; the two 3s are a tie, which is no pair.
    const pairs = [pairLoss(2, 0.5), pairLoss(2, 3), pairLoss(2, -1), pairLoss(3, 0.5), pairLoss(-1, 0.5)]
    expect(loss).toBeCloseTo(pairs.reduce((a, b) => a + b) / 5, 6)
  })

  it('is log 2 where scores do not differ, however many pairs there are', () => {
    for (const ratings of [
      [1, 2],
      [1, 2, 3, 4, 5],
      [2, 2, 7],
    ])
      expect(
        lossOf(
          'bradley-terry',
          ratings.map(() => 4),
          lossFeeds('bradley-terry', ratings, all),
        ).loss,
      ).toBeCloseTo(Math.LN2, 6)
  })

  it('is 0 with gradient 0 where no two ratings differ', () => {
    for (const [ratings, pairing] of [
      [[3, 3, 3], all],
      [[1], all],
      [[], all],
      [[2, 2, 2, 2], halves],
      [[1], halves],
    ] as const) {
      const { loss, gradient } = lossOf(
        'bradley-terry',
        ratings.map((_, at) => at),
        lossFeeds('bradley-terry', ratings, pairing),
      )
      expect(loss).toBe(0)
      expect(Array.from(gradient)).toEqual(ratings.map(() => 0))
    }
  })

  it('stays finite where scores are far apart', () => {
    const { loss, gradient } = lossOf('bradley-terry', [-1e4, 1e4], lossFeeds('bradley-terry', [2, 1], all))
    expect(loss).toBe(2e4)
    expect(Array.from(gradient)).toEqual([-1, 1])
  })

  it('pairs halves as the released code does: ties count 0 in the mean, an odd photo is dropped', () => {
    const scores = [2, 0.5, 3, -1, 1.5, 40, 9]
    // Pairs: photo 0 with 3 (rated below), 1 with 4 (above), 2 with 5 (a tie); photo 6 has no partner.
    const { loss, gradient } = lossOf(
      'bradley-terry',
      scores,
      lossFeeds('bradley-terry', [1, 4, 2, 3, 2, 2, 5], halves),
    )
    expect(loss).toBeCloseTo((pairLoss(-1, 2) + pairLoss(0.5, 1.5) + 0) / 3, 6)
    expect([2, 5, 6].map((at) => gradient[at])).toEqual([0, 0, 0])
  })

  it('is larger the more pairs are the wrong way round', () => {
    const ratings = [1, 2, 3, 4]
    const lossAt = (scores: readonly number[]): number =>
      lossOf('bradley-terry', scores, lossFeeds('bradley-terry', ratings, all)).loss
    expect(lossAt([1, 2, 3, 4])).toBeLessThan(lossAt([1, 2, 4, 3]))
    expect(lossAt([1, 2, 4, 3])).toBeLessThan(lossAt([4, 3, 2, 1]))
  })
})

describe('the MSE loss', () => {
  it('is the mean of the squared errors', () => {
    const { loss, gradient } = lossOf('mse', [1, 2, 6], lossFeeds('mse', [1, 4, 3], all))
    expect(loss).toBeCloseTo((0 + 4 + 9) / 3, 6)
    expect(Array.from(gradient, (each) => Math.fround(each))).toEqual([0, -4 / 3, 2].map(Math.fround))
  })

  it("sees a person's ratings on the template's scale: that of the whole support set, not of the batch", () => {
    const support = { photos: [10, 11, 12, 13], scores: [20, 60, 40, 30] }
    const { targets } = batchFeeds(support, [2, 3], { loss: 'mse', pairing: 'all' })
    expect(Array.from(targets!)).toEqual([5.5, 3.25])
    const { pairs } = batchFeeds(support, [2, 3], { loss: 'bradley-terry', pairing: 'all' })
    expect(Array.from(pairs!)).toEqual([0, 1, 0, 0])
  })
})

const losses: readonly { readonly loss: LossName; readonly pairing: Pairing }[] = [
  { loss: 'bradley-terry', pairing: 'all' },
  { loss: 'bradley-terry', pairing: 'halves' },
  { loss: 'mse', pairing: 'all' },
]

describe.each(losses)('$loss over $pairing', ({ loss, pairing }) => {
  const batch = 5
  const scoresOf = fc.array(fc.double({ min: -6, max: 12, noNaN: true }), { minLength: batch, maxLength: batch })
  const ratingsOf = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: batch, maxLength: batch })

  it('has the gradient that finite differences say', () => {
    fc.assert(
      fc.property(scoresOf, ratingsOf, (scores, ratings) => {
        const feeds = lossFeeds(loss, ratings, { pairing })
        const { gradient } = lossOf(loss, scores, feeds)
        scores.forEach((_, at) => {
          const at1 = (step: number): number =>
            lossOf(
              loss,
              scores.map((score, i) => score + (i === at ? step : 0)),
              feeds,
            ).loss
          expect(Math.abs((at1(1e-4) - at1(-1e-4)) / 2e-4 - gradient[at]!)).toBeLessThan(1e-6)
        })
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  it('is what the graph computes, gradient and all', async () => {
    const scores = input('scores', [batch])
    const value = lossGraph(loss, scores)
    const session = await openEngine({ threads: 1 }).load(compile({ value, slope: gradients(value, [scores])[0]! }))
    await fc.assert(
      fc.asyncProperty(scoresOf, ratingsOf, async (random, ratings) => {
        const given = Float32Array.from(random)
        const feeds = lossFeeds(loss, ratings, { pairing })
        const expected = lossOf(loss, given, feeds)
        const found = await session.run({ scores: given, ...feeds })
        expect(Math.abs(found['value']!.data[0]! - expected.loss)).toBeLessThan(1e-5 * (1 + expected.loss))
        found['slope']!.data.forEach((slope, at) => expect(Math.abs(slope - expected.gradient[at]!)).toBeLessThan(1e-5))
      }),
      { seed: 2, numRuns: 50 },
    )
    await session.close()
  })
})
