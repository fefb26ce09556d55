import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError, UsageError } from '../../core/index.ts'
import type { Evidence } from './evidence.ts'
import { fitPosterior, type LikelihoodSettings, type Posterior, type Prior, type Rows } from './posterior.ts'
import { sigmoid } from './sigmoid.ts'

const table = (count: number, width: number): Rows => ({
  count,
  width,
  data: Float64Array.from({ length: count * width }, (_, at) => Math.sin(12.9898 * at + 4.1 * at * at) * 1.5),
})
const standard = (width: number): Prior => ({
  mean: Float64Array.from({ length: width }, (_, at) => (at === 0 ? 1 : 0)),
  deviation: new Float64Array(width).fill(0.7),
})
const rows = table(12, 4)
const prior = standard(4)
const fit = (evidence: readonly Evidence[], settings: Partial<LikelihoodSettings> = {}, start?: Posterior): Posterior =>
  fitPosterior({ prior, rows, evidence, settings, ...(start === undefined ? {} : { start }) })

/** Largest difference of weights, covariances, forces, thresholds and evidence. */
function differenceOf(a: Posterior, b: Posterior): number {
  const numbers = ({ weights, covariance, forces, scales, logEvidence }: Posterior): number[] => [
    ...weights,
    ...covariance.to1DArray(),
    ...forces,
    ...Object.values(scales).flatMap((scale) => [...scale.thresholds]),
    logEvidence,
  ]
  const [left, right] = [numbers(a), numbers(b)]
  expect(left.length).toBe(right.length)
  return Math.max(...left.map((each, at) => Math.abs(each - right[at]!)))
}

const photo = fc.integer({ min: 0, max: rows.count - 1 })
const anyItem: fc.Arbitrary<Evidence> = fc.oneof(
  fc.record({ kind: fc.constant('score' as const), photo, value: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ kind: fc.constant('star' as const), photo, stars: fc.constantFrom(1, 2, 3, 4, 5) }),
  fc.record({ kind: fc.constant('flag' as const), photo, flag: fc.constantFrom('pick', 'reject') }),
  fc
    .record({
      kind: fc.constant('duel' as const),
      left: photo,
      right: photo,
      winner: fc.constantFrom('left', 'right', 'tie'),
    })
    .filter(({ left, right }) => left !== right),
) as fc.Arbitrary<Evidence>
/** Each photo once on a scale, so that no order is left to matter. */
const anyEvidence = fc.uniqueArray(anyItem, {
  maxLength: 25,
  selector: (item) => (item.kind === 'duel' ? JSON.stringify(item) : `${item.kind} ${item.photo}`),
})
const anySettings = fc.constantFrom<Partial<LikelihoodSettings>>({}, { scores: 'pairs' }, { levels: 3 })

describe('a posterior', () => {
  it('of nothing is the prior exactly', () => {
    const { weights, covariance, forces, scales, logEvidence, iterations } = fit([])
    expect(weights).toEqual(prior.mean)
    expect(covariance.to2DArray()).toEqual(
      Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (__, j) => (i === j ? 0.7 * 0.7 : 0))),
    )
    expect(forces).toEqual(new Float64Array(12))
    expect(scales).toEqual({})
    expect(logEvidence).toBe(0)
    expect(iterations).toBe(0)
  })

  it('with a caution of as many photos as were spoken of counts what was said half', () => {
    const one: Rows = { count: 2, width: 1, data: Float32Array.of(2, -1) }
    const { weights, covariance, forces } = fitPosterior({
      prior: { mean: Float64Array.of(0.5), deviation: Float64Array.of(2) },
      rows: one,
      evidence: [{ kind: 'duel', left: 0, right: 1, winner: 'right' }],
      settings: { caution: 2 },
    })
    const w = weights[0]!
    const surprise = sigmoid(3 * w)
    expect(w - 0.5).toBeCloseTo((-4 * 3 * surprise) / 2, 12)
    expect(covariance.get(0, 0)).toBeCloseTo(1 / (1 / 4 + (9 * surprise * (1 - surprise)) / 2), 12)
    expect(forces[1]).toBeCloseTo(surprise / 2, 12)
  })

  it('with caution stays nearer to its prior, and is less sure, for ratings too', () => {
    const ratings = Array.from({ length: 8 }, (_, at): Evidence => ({ kind: 'score', photo: at, value: (3 * at) % 5 }))
    const distance = ({ weights }: Posterior): number =>
      Math.hypot(...weights.map((weight, at) => weight - prior.mean[at]!))
    const fits = [0, 4, 8, 16, 1000].map((caution) => fit(ratings, { caution }))
    const distances = fits.map(distance)
    expect(distances).toEqual(distances.toSorted((a, b) => b - a))
    expect(distances.at(-1)).toBeLessThan(1e-3)
    const sureness = fits.map(({ covariance }) => covariance.trace())
    expect(sureness).toEqual(sureness.toSorted((a, b) => a - b))
  })

  it('of one duel over one weight is the solution of its one equation', () => {
    const one: Rows = { count: 2, width: 1, data: Float32Array.of(2, -1) }
    const { weights, covariance, forces, logEvidence } = fitPosterior({
      prior: { mean: Float64Array.of(0.5), deviation: Float64Array.of(2) },
      rows: one,
      evidence: [{ kind: 'duel', left: 0, right: 1, winner: 'right' }],
    })
    const w = weights[0]!
    const surprise = sigmoid(3 * w)
    expect(w - 0.5).toBeCloseTo(-4 * 3 * surprise, 12)
    expect(covariance.get(0, 0)).toBeCloseTo(1 / (1 / 4 + 9 * surprise * (1 - surprise)), 12)
    expect([...forces]).toEqual([-forces[1]!, forces[1]])
    expect(forces[1]).toBeCloseTo(surprise, 12)
    const laplace = Math.log(sigmoid(-3 * w)) - (w - 0.5) ** 2 / 8 + Math.log(covariance.get(0, 0) / 4) / 2
    expect(logEvidence).toBeCloseTo(laplace, 12)
  })

  it('is symmetric where prior, photos and evidence are', () => {
    const mirrored: Rows = { count: 2, width: 1, data: Float64Array.of(1, -1) }
    const even: Prior = { mean: Float64Array.of(0), deviation: Float64Array.of(1) }
    const both = fitPosterior({ prior: even, rows: mirrored, evidence: [star(0, 3), star(1, 3)] })
    expect(both.weights[0]).toBeCloseTo(0, 12)
    const [t1, t2, t3, t4] = both.scales.star!.thresholds
    expect(t1! + t4!).toBeCloseTo(0, 12)
    expect(t2! + t3!).toBeCloseTo(0, 12)
    const turned = fitPosterior({ prior: even, rows: mirrored, evidence: [star(0, 2), star(1, 3)] })
    const forth = fitPosterior({ prior: even, rows: mirrored, evidence: [star(1, 2), star(0, 3)] })
    expect(forth.weights[0]).toBeCloseTo(-turned.weights[0]!, 12)
    expect(forth.weights[0]).toBeGreaterThan(0)
  })

  it('tends to the Gaussian one of ridge regression as every comparison becomes a weak one', () => {
    // With many ties the likelihood of a difference d is Gaussian: count * (-d^2 / 8).
    const count = 400
    const evidence = Array.from({ length: count }, (): Evidence => ({ kind: 'duel', left: 0, right: 1, winner: 'tie' }))
    const narrow: Prior = { mean: Float64Array.of(0.02), deviation: Float64Array.of(0.05) }
    const pair: Rows = { count: 2, width: 1, data: Float64Array.of(1, 0) }
    const { weights, covariance } = fitPosterior({ prior: narrow, rows: pair, evidence })
    const precision = 1 / 0.05 ** 2 + count / 4
    expect(Math.abs(weights[0]! - 0.02 / 0.05 ** 2 / precision)).toBeLessThan(1e-6)
    expect(Math.abs(covariance.get(0, 0) * precision - 1)).toBeLessThan(1e-3)
  })

  it('is prior mean plus D sum_i beta_i phi_i, whatever was said', () => {
    fc.assert(
      fc.property(anyEvidence, anySettings, (evidence, settings) => {
        const { weights, forces } = fit(evidence, settings)
        weights.forEach((weight, at) => {
          let pull = 0
          for (let each = 0; each < rows.count; each++) pull += forces[each]! * rows.data[each * 4 + at]!
          expect(weight).toBeCloseTo(prior.mean[at]! + prior.deviation[at]! ** 2 * pull, 9)
        })
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('does not depend on the order of saying, to the last bit', () => {
    fc.assert(
      fc.property(
        anyEvidence.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        anySettings,
        ([evidence, shuffled], settings) => {
          expect(differenceOf(fit(evidence, settings), fit(shuffled, settings))).toBe(0)
        },
      ),
      { seed: 2, numRuns: 60 },
    )
  })

  it('is the same whatever taste the search starts from: undoing is as good as never having said', () => {
    fc.assert(
      fc.property(anyEvidence, anyEvidence, anySettings, (evidence, more, settings) => {
        const before = fit(evidence, settings)
        const added = fit([...evidence, ...more], settings, before)
        expect(differenceOf(fit(evidence, settings, added), before)).toBeLessThan(1e-9)
        expect(differenceOf(fit([...evidence, ...more], settings), added)).toBeLessThan(1e-9)
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  it('sees the order of scores alone, not their numbers', () => {
    fc.assert(
      fc.property(anyEvidence, anySettings, (evidence, settings) => {
        const remapped = evidence.map((item) =>
          item.kind === 'score' ? { ...item, value: Math.exp(item.value / 4) - 100 } : item,
        )
        expect(differenceOf(fit(evidence, settings), fit(remapped, settings))).toBe(0)
      }),
      { seed: 4, numRuns: 60 },
    )
  })

  it('grows surer with each duel, and in the direction of what was said', () => {
    const duel: Evidence = { kind: 'duel', left: 2, right: 7, winner: 'left' }
    let before = fit([])
    for (let times = 1; times <= 4; times++) {
      const after = fit(Array.from({ length: times }, () => duel))
      const difference = (each: Posterior): number =>
        each.weights.reduce((sum, weight, at) => sum + weight * (rows.data[8 + at]! - rows.data[28 + at]!), 0)
      expect(difference(after)).toBeGreaterThan(difference(before))
      expect(after.covariance.trace()).toBeLessThan(before.covariance.trace())
      before = after
    }
  })
})

function star(at: number, stars: 1 | 2 | 3 | 4 | 5): Evidence {
  return { kind: 'star', photo: at, stars }
}

describe('unusual evidence', () => {
  const learnt = ({ weights }: Posterior): number => Math.max(...weights.map((w, at) => Math.abs(w - prior.mean[at]!)))
  const duel = (left: number, right: number, winner: 'left' | 'right' | 'tie' = 'left'): Evidence => ({
    kind: 'duel',
    left,
    right,
    winner,
  })

  it('one score teaches nothing: it has no other to be above or below', () => {
    expect(learnt(fit([{ kind: 'score', photo: 3, value: 7 }]))).toBe(0)
    expect(fit([{ kind: 'score', photo: 3, value: 7 }]).scales.score).toEqual({
      levels: Float64Array.of(7),
      thresholds: new Float64Array(0),
    })
  })

  it('equal scores teach nothing, equal stars a little, and all stay finite', () => {
    const photos = [0, 1, 2, 3, 4, 5, 6, 7]
    expect(learnt(fit(photos.map((at) => ({ kind: 'score', photo: at, value: 3 }))))).toBe(0)
    for (const stars of [1, 3, 5] as const) {
      const { weights, scales } = fit(photos.map((at) => star(at, stars)))
      expect([...weights, ...scales.star!.thresholds].every(Number.isFinite)).toBe(true)
      expect(learnt({ ...fit([]), weights })).toBeLessThan(0.75)
    }
    const rejected = fit(photos.map((at) => ({ kind: 'flag', photo: at, flag: 'reject' })))
    expect(rejected.scales.flag!.thresholds[0]).toBeGreaterThan(1)
  })

  it('contradicting duels cancel, and a cycle teaches nothing where photos mirror each other', () => {
    const ties = fit([duel(0, 1, 'tie'), duel(0, 1, 'tie')])
    expect(differenceOf(fit([duel(0, 1), duel(1, 0)]), ties)).toBeLessThan(1e-12)
    const flat: Prior = { mean: new Float64Array(3), deviation: new Float64Array(3).fill(1) }
    const apart: Rows = { count: 3, width: 3, data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) }
    const cycle = fitPosterior({ prior: flat, rows: apart, evidence: [duel(0, 1), duel(1, 2), duel(2, 0)] })
    for (const weight of cycle.weights) expect(weight).toBeCloseTo(0, 12)
    expect(cycle.covariance.get(0, 0)).toBeLessThan(1)
  })

  it('a weight of deviation 0 stays where it is, and the others are as if its column were no weight', () => {
    const evidence = [star(0, 5), star(1, 1), star(2, 4), duel(3, 4)]
    const fixed = fitPosterior({
      prior: { mean: Float64Array.of(1, 0.3, 0, 0), deviation: Float64Array.of(0, 0, 0.7, 0.7) },
      rows,
      evidence,
    })
    expect([fixed.weights[0], fixed.weights[1]]).toEqual([1, 0.3])
    expect(fixed.covariance.getRow(0)).toEqual([0, 0, 0, 0])
    expect(fixed.covariance.getColumn(1)).toEqual([0, 0, 0, 0])
    const nearly = fitPosterior({
      prior: { mean: Float64Array.of(1, 0.3, 0, 0), deviation: Float64Array.of(1e-7, 1e-7, 0.7, 0.7) },
      rows,
      evidence,
    })
    expect(differenceOf(fixed, nearly)).toBeLessThan(1e-9)
    expect(fixed.weights[2]).not.toBe(0)
  })

  it('a photo whose row is zero teaches nothing of the others and breaks nothing', () => {
    const zero: Rows = { count: 2, width: 4, data: new Float64Array(8) }
    const found = fitPosterior({ prior, rows: zero, evidence: [star(0, 5), star(1, 1), duel(0, 1)] })
    expect(found.weights).toEqual(prior.mean)
    expect(found.scales.star!.thresholds.every(Number.isFinite)).toBe(true)
  })

  it('extreme scores, rows and priors are computed or refused, never NaN', () => {
    const scores = [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 5e-324]
    const { weights } = fit(scores.map((value, at) => ({ kind: 'score', photo: at, value })))
    expect(weights.every(Number.isFinite)).toBe(true)
    const wide: Prior = { mean: Float64Array.of(100, 0, 0, 0), deviation: new Float64Array(4).fill(1000) }
    const far = fitPosterior({ prior: wide, rows, evidence: [star(0, 1), star(1, 5), star(2, 3), duel(3, 5)] })
    expect([...far.weights, ...far.covariance.to1DArray(), far.logEvidence].every(Number.isFinite)).toBe(true)
    const absurd: Prior = { mean: prior.mean, deviation: new Float64Array(4).fill(1e200) }
    expect(() => fitPosterior({ prior: absurd, rows, evidence: [star(0, 1)] })).toThrow(
      "this taste could not be computed: the prior or the photos' rows hold extreme numbers",
    )
  })

  it.each(['ordinal', 'pairs'] as const)(
    '100,000 ratings are as good as any, %s',
    (scores) => {
      const many = table(100_000, 4)
      const evidence = Array.from({ length: many.count }, (_, at): Evidence => {
        const latent = many.data[at * 4]! + 2 * many.data[at * 4 + 2]!
        return { kind: 'score', photo: at, value: Math.round(latent + 3 * Math.sin(at * at)) }
      })
      const { weights, covariance, iterations } = fitPosterior({ prior, rows: many, evidence, settings: { scores } })
      // Pairs beyond two hundred ratings are a part of all, so they know less.
      expect(Math.abs(weights[2]! / weights[0]! - 2)).toBeLessThan(scores === 'ordinal' ? 0.03 : 0.1)
      expect(covariance.get(0, 0)).toBeLessThan(scores === 'ordinal' ? 1e-4 : 1e-3)
      expect(iterations).toBeLessThan(20)
    },
    120_000,
  )
})

describe('bad input of a posterior', () => {
  const good: Evidence = { kind: 'star', photo: 0, stars: 3 }

  it('is refused in one sentence that says what is wrong', () => {
    expect(() => fit([good, { kind: 'score', photo: 1, value: Number.NaN }])).toThrow(
      /evidence 2 of 2: a score must be/,
    )
    expect(() => fit([{ kind: 'duel', left: 4, right: 4, winner: 'tie' }])).toThrow(/cannot be compared with itself/)
    for (const nowhere of [12, -1, 0.5, Number.NaN])
      expect(() => fit([{ ...good, photo: nowhere }])).toThrow(`evidence 1 of 1: there is no photo ${nowhere}`)
    for (const settings of [
      { pseudoRatings: 0 },
      { pseudoRatings: Number.NaN },
      { spread: -1 },
      { levels: 1 },
      { scores: 'x' as 'pairs' },
    ])
      expect(() => fit([good], settings)).toThrow(UsageError)
  })

  it('is refused where prior, rows or starting point do not fit', () => {
    const other = standard(3)
    expect(() => fitPosterior({ prior: other, rows, evidence: [] })).toThrow(ShapeError)
    expect(() => fitPosterior({ prior, rows: { ...rows, count: 13 }, evidence: [] })).toThrow(ShapeError)
    const start = fitPosterior({ prior: other, rows: table(2, 3), evidence: [] })
    expect(() => fit([], {}, start)).toThrow(ShapeError)
    const broken = { ...rows, data: rows.data.slice() }
    broken.data[9] = Infinity
    expect(() => fitPosterior({ prior, rows: broken, evidence: [star(2, 3)] })).toThrow(
      'photo 2: number 2 of its row is Infinity',
    )
    for (const deviation of [-1, Number.NaN, Infinity])
      expect(() =>
        fitPosterior({ prior: { ...prior, deviation: prior.deviation.map(() => deviation) }, rows, evidence: [] }),
      ).toThrow(UsageError)
    expect(() =>
      fitPosterior({ prior: { ...prior, mean: prior.mean.map(() => Number.NaN) }, rows, evidence: [] }),
    ).toThrow('prior: every mean must be a finite number')
  })
})
