import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PalateError } from '../core/index.ts'
import { randomBatches } from './batches.ts'
import { adaptiveWeights, supportRelevance } from './relevance.ts'
import { paperPresets } from './settings.ts'
import { requireSupport, scoresOnTemplate } from './support.ts'

describe('the relevance of the databases to a support set', () => {
  // (photo, n): the first database agrees with the photos' numbers, the second is opposed, the third cannot tell.
  const table = Float32Array.from([1, 9, 5, 2, 8, 5, 3, 7, 5, 4, 6, 5])

  it('is the SROCC of their scores with the ratings, 0 where one is not defined', () => {
    expect(supportRelevance({ photos: [0, 1, 2, 3], scores: [1, 2, 3, 4] }, table, 3)).toEqual([1, -1, 0])
    expect(supportRelevance({ photos: [3, 0], scores: [10, -7] }, table, 3)).toEqual([1, -1, 0])
    // Average ranks: (1.5, 1.5, 3) with (1, 2, 3).
    expect(supportRelevance({ photos: [0, 1, 2], scores: [2, 2, 5] }, table, 3)[0]).toBeCloseTo(Math.sqrt(3) / 2, 12)
  })

  it('is 0 with fewer than two photos, or ratings that are all equal', () => {
    for (const support of [
      { photos: [], scores: [] },
      { photos: [2], scores: [5] },
      { photos: [0, 1, 2], scores: [3, 3, 3] },
    ])
      expect(supportRelevance(support, table, 3)).toEqual([0, 0, 0])
  })

  it('does not change with the scale of the ratings', () => {
    const support = { photos: [2, 0, 3, 1], scores: [3, 1, 2, 2] }
    const scaled = { ...support, scores: support.scores.map((score) => 0.1 * score - 40) }
    expect(supportRelevance(scaled, table, 3)).toEqual(supportRelevance(support, table, 3))
  })
})

describe('adaptive weights', () => {
  const relevances = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 })

  it('are softmax(SROCC / T)', () => {
    const [a, b, c] = adaptiveWeights([0.5, -0.2, 0.1], 0.25)
    expect(a! / b!).toBeCloseTo(Math.exp(0.7 / 0.25), 10)
    expect(c! / b!).toBeCloseTo(Math.exp(0.3 / 0.25), 10)
    expect(a! + b! + c!).toBeCloseTo(1, 12)
  })

  it('sum to 1 and follow the order of relevance at every temperature', () => {
    fc.assert(
      fc.property(relevances, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (relevance, temperature) => {
        const weights = adaptiveWeights(relevance, temperature)
        expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
        relevance.forEach((one, i) =>
          relevance.forEach((other, j) => one > other && expect(weights[i]).toBeGreaterThanOrEqual(weights[j]!)),
        )
      }),
      { seed: 3 },
    )
  })

  it('are uniform at T = Infinity, and all on the best at T = 0: the limits of the formula', () => {
    expect(adaptiveWeights([0.9, -0.9, 0], Infinity)).toEqual([1 / 3, 1 / 3, 1 / 3])
    expect(adaptiveWeights([0.1, 0.9, 0], 0)).toEqual([0, 1, 0])
    const [large, small] = [adaptiveWeights([0.1, 0.9, 0], 1e9), adaptiveWeights([0.1, 0.9, 0], 1e-3)]
    large.forEach((weight) => expect(weight).toBeCloseTo(1 / 3, 8))
    small.forEach((weight, at) => expect(weight).toBeCloseTo([0, 1, 0][at]!, 12))
  })

  it('take the first of equally good ones at T = 0, and share at any other', () => {
    expect(adaptiveWeights([0.2, 0.7, 0.7], 0)).toEqual([0, 1, 0])
    expect(adaptiveWeights([0, 0, 0], 0)).toEqual([1, 0, 0])
    const [, second, third] = adaptiveWeights([0.2, 0.7, 0.7], 0.1)
    expect(second).toBe(third)
  })
})

describe('a support set', () => {
  it('is refused where it cannot be meant', () => {
    for (const [support, says] of [
      [{ photos: [1], scores: [] }, '1 photos with 0 scores'],
      [{ photos: [1, 2], scores: [1, -Infinity] }, 'score 2 is -Infinity; scores must be finite numbers'],
      [{ photos: [1, 1], scores: [1, 2] }, 'a photo is rated twice'],
    ] as const) {
      expect(() => requireSupport(support)).toThrow(PalateError)
      expect(() => requireSupport(support)).toThrow(`support set: ${says}`)
    }
    requireSupport({ photos: [], scores: [] })
  })

  it("is mapped to the template's scale from its lowest to its highest score, to the middle where all are equal", () => {
    expect(scoresOnTemplate([20, 60, 40])).toEqual([1, 10, 5.5])
    expect(scoresOnTemplate([-0.5, -0.25])).toEqual([1, 10])
    expect(scoresOnTemplate([4, 4])).toEqual([5.5, 5.5])
    expect(scoresOnTemplate([])).toEqual([])
  })
})

describe('random batches', () => {
  const supportOf = (shots: number) => ({
    photos: Array.from({ length: shots }, (_, at) => at + 100),
    scores: Array.from({ length: shots }, (_, at) => at),
  })
  const batches = (shots: number, settings = paperPresets.paper, seed = 'seed') =>
    randomBatches(supportOf(shots), { settings, hidden: 7, seed })

  it('are the whole support set at each step where it fits: the paper compares all pairs', () => {
    const all = Array.from({ length: 32 }, (_, at) => at)
    for (const step of [0, 1, 499])
      expect(batches(32)(step)).toEqual({ positions: all, flips: all.map(() => false), dropout: undefined })
  })

  it('are 32 different photos of a larger one, others at each step, all of them in time', () => {
    const steps = Array.from({ length: 30 }, (_, step) => batches(100)(step).positions)
    for (const positions of steps) expect(new Set(positions).size).toBe(32)
    expect(steps[0]).not.toEqual(steps[1])
    expect(new Set(steps.flat()).size).toBe(100)
    expect(Math.max(...steps.flat())).toBe(99)
  })

  it('of the released code come in random order, mirrored by a coin, with a mask a step', () => {
    const steps = Array.from({ length: 200 }, (_, step) => batches(10, paperPresets['released-code'])(step))
    const firsts = new Set(steps.map(({ positions }) => positions[0]))
    expect(firsts.size).toBe(10)
    for (const { positions, dropout } of steps) {
      expect([...positions].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      expect(dropout!.length).toBe(70)
    }
    const mirrored = steps.flatMap(({ flips }) => flips).filter(Boolean).length / 2000
    expect(Math.abs(mirrored - 0.5)).toBeLessThan(0.05)
    expect(steps[0]!.dropout).not.toEqual(steps[1]!.dropout)
  })

  it('are the same for the same seed', () => {
    for (const settings of [paperPresets.paper, paperPresets['released-code']]) {
      expect(batches(40, settings)(7)).toEqual(batches(40, settings)(7))
      expect(batches(40, settings)(7)).not.toEqual(batches(40, settings, 'other')(7))
    }
  })
})

describe('presets', () => {
  it('hold the figures of the paper (Sec. 3.3 and F) and of the released code', () => {
    const { paper, 'released-code': released } = paperPresets
    expect(paper).toMatchObject({
      temperature: 1,
      steps: 500,
      batch: 32,
      startRate: 1e-2,
      endRate: 1e-3,
      head: 'frozen',
    })
    expect(paper).toMatchObject({
      loss: 'bradley-terry',
      coefficients: 'layer-wise',
      pairing: 'all',
      dropout: 0,
      flips: false,
    })
    expect(released).toMatchObject({
      temperature: 0.1,
      startRate: 1e-2,
      endRate: 1e-2,
      weightDecay: 0.01,
      head: 'trained',
    })
    expect(released).toMatchObject({ pairing: 'halves', dropout: 0.5, flips: true })
  })
})
