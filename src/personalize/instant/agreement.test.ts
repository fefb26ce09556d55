import { describe, expect, it } from 'vitest'
import { createRandom, srocc, UsageError } from '../../core/index.ts'
import { type Agreement, estimateAgreement } from './agreement.ts'
import type { Evidence } from './evidence.ts'
import { fitPosterior, type Prior, type Rows } from './posterior.ts'

const WIDTH = 6
const UNSEEN = 400

interface Person {
  readonly rows: Rows
  readonly prior: Prior
  readonly evidence: readonly Evidence[]
  /** SROCC of the taste learnt from all ratings with this person's stars for unseen photos. */
  readonly truth: number
  readonly found: Agreement
}

/** Somebody whose stars come from the model, or from nowhere. */
function personOf(
  seed: string,
  { shots, random: guesses = false }: { readonly shots: number; readonly random?: boolean },
): Person {
  const random = createRandom(seed)
  const count = shots + UNSEEN
  const rows = { count, width: WIDTH, data: Float64Array.from({ length: count * WIDTH }, () => random.normal()) }
  const mean = Float64Array.from({ length: WIDTH }, (_, at) => (at === 0 ? 1 : 0))
  const prior = { mean, deviation: new Float64Array(WIDTH).fill(0.4) }
  const weights = mean.map((value) => (guesses ? 0 : value + 0.4 * random.normal()))
  const stars = scoresOf(rows, weights).map((score) => {
    const uniform = random.uniform()
    const felt = score + Math.log((uniform + 1e-12) / (1 - uniform))
    return (1 + [-2, -0.7, 0.6, 1.8].filter((threshold) => felt > threshold).length) as 1 | 2 | 3 | 4 | 5
  })
  const evidence = stars.slice(0, shots).map((value, photo) => ({ kind: 'star', photo, stars: value }) as const)
  const learnt = scoresOf(rows, fitPosterior({ prior, rows, evidence }).weights)
  const truth = srocc(learnt.slice(shots), stars.slice(shots))
  const found = estimateAgreement({ prior, rows, evidence, random: createRandom(`${seed}/folds`) })
  return { rows, prior, evidence, truth, found }
}

function scoresOf({ data, count }: Rows, weights: Float64Array): number[] {
  return Array.from({ length: count }, (_, photo) =>
    weights.reduce((sum, w, at) => sum + w * data[photo * WIDTH + at]!, 0),
  )
}

const people = (count: number, options: { readonly shots: number; readonly random?: boolean }): readonly Person[] =>
  Array.from({ length: count }, (_, at) => personOf(`person ${at}`, options))

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const covered = ({ truth, found: { interval } }: Person): number =>
  interval[0] <= truth && truth <= interval[1] ? 1 : 0

describe('estimated agreement, on simulated people', () => {
  const few = people(100, { shots: 10 })
  const many = people(60, { shots: 50 })
  const guessing = people(60, { shots: 50, random: true })

  it('holds the true agreement in at least 85 of 100 of its 90 % intervals, with few ratings, many and random ones', () => {
    expect(meanOf(few.map(covered))).toBeGreaterThanOrEqual(0.85)
    expect(meanOf([...many, ...guessing].map(covered))).toBeGreaterThanOrEqual(0.85)
  })

  it('says something by its interval: narrow enough for fifty ratings', () => {
    expect(meanOf(many.map(({ found: { interval } }) => interval[1] - interval[0]))).toBeLessThan(0.5)
  })

  it('is not flattered by what was learnt, nor pulled below zero by leaving photos out', () => {
    const bias = (group: readonly Person[]): number => meanOf(group.map(({ truth, found }) => found.srocc! - truth))
    expect(Math.abs(bias(guessing))).toBeLessThan(0.05)
    for (const group of [few, many]) {
      expect(bias(group)).toBeLessThan(0.03)
      expect(bias(group)).toBeGreaterThan(-0.1)
    }
  })

  it('recognises most people whose fifty ratings follow nothing, and takes hardly anybody else for one', () => {
    const lost = (group: readonly Person[]): number =>
      meanOf(group.map(({ found }) => (found.verdict === 'no-model-fits' ? 1 : 0)))
    expect(lost(guessing)).toBeGreaterThanOrEqual(0.85)
    expect(lost(many.filter(({ truth }) => truth > 0.45))).toBeLessThanOrEqual(0.05)
    expect(guessing.filter(({ found }) => found.verdict === 'fits').length).toBeLessThanOrEqual(3)
    // Their true SROCC is about .5: fifty ratings lift the low end above .2 for about half of them, and for no fewer than a third.
    expect(many.filter(({ found }) => found.verdict === 'fits').length).toBeGreaterThan(20)
  })
})

describe('estimated agreement', () => {
  const { rows, prior, evidence, found } = personOf('somebody', { shots: 30 })
  const estimate = (said: readonly Evidence[]): Agreement =>
    estimateAgreement({ prior, rows, evidence: said, random: createRandom(1) })

  it('says that it is too early below five photos and where nothing was rated apart', () => {
    expect(estimate(evidence.slice(0, 4))).toMatchObject({
      verdict: 'too-few',
      srocc: null,
      pairwise: null,
      ratings: 4,
    })
    expect(estimate([])).toMatchObject({ verdict: 'too-few', ratings: 0 })
    const constant = evidence.map((_, photo) => ({ kind: 'star', photo, stars: 3 }) as const)
    expect(estimate(constant)).toMatchObject({ verdict: 'too-few', srocc: null, interval: [-1, 1], ratings: 30 })
    expect(estimate(constant).sentence).toContain('no two photos')
  })

  it('is the same for the same seed, and lies inside its interval', () => {
    expect(estimate(evidence)).toEqual(estimate(evidence))
    expect(found.interval[0]).toBeLessThan(found.srocc!)
    expect(found.interval[1]).toBeGreaterThan(found.srocc!)
    expect(found.sentence).toContain(found.interval[0].toFixed(2))
  })

  it('does not hang on how scores are spaced: only their order counts', () => {
    const scored = (spacing: (stars: number) => number): readonly Evidence[] =>
      evidence.map((item) => ({
        kind: 'score',
        photo: (item as { photo: number }).photo,
        value: spacing((item as { stars: number }).stars),
      }))
    const straight = estimate(scored((stars) => stars))
    expect(estimate(scored((stars) => 10 ** stars)).srocc).toBeCloseTo(straight.srocc!, 6)
  })

  it('judges by flags and by duels as well, and duels keep their two photos together', () => {
    const random = createRandom('duels')
    const score = scoresOf(rows, prior.mean)
    const flags = score
      .slice(0, 40)
      .map((value, photo) => ({ kind: 'flag', photo, flag: value > 0 ? 'pick' : 'reject' }) as const)
    const duels = Array.from({ length: 40 }, (_, at) => {
      const winner = score[2 * at]! > score[2 * at + 1]! !== random.uniform() < 0.05 ? 'left' : 'right'
      return { kind: 'duel', left: 2 * at, right: 2 * at + 1, winner } as const
    })
    expect(estimate(flags)).toMatchObject({ verdict: 'fits', ratings: 40 })
    expect(estimate(duels)).toMatchObject({ verdict: 'fits', ratings: 80 })
    expect(estimate([...flags, ...duels, ...evidence]).ratings).toBe(80)
    expect(estimate(duels).pairwise).toBeGreaterThan(0.8)
  })

  it('finds no order in a cycle of duels, and none in ties', () => {
    const cycle = Array.from(
      { length: 9 },
      (_, at) => ({ kind: 'duel', left: at, right: (at + 1) % 9, winner: 'left' }) as const,
    )
    const both = [...cycle, ...cycle.map((duel) => ({ ...duel, winner: 'right' }) as const)]
    expect(estimate(both).pairwise).toBeCloseTo(0.5, 12)
    expect(estimate(both).srocc).toBeCloseTo(0, 12)
    expect(estimate(cycle.map((duel) => ({ ...duel, winner: 'tie' }) as const)).verdict).toBe('too-few')
  })

  it('refuses photos that are not there', () => {
    expect(() => estimate([{ kind: 'star', photo: rows.count, stars: 3 }])).toThrow(UsageError)
  })
})
