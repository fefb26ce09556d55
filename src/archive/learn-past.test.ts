import { describe, expect, it } from 'vitest'
import { createRandom } from '../core/index.ts'
import { LIKELIHOOD_DEFAULTS, type Rows } from '../personalize/index.ts'
import { type Groups, groupsBy } from './groups.ts'
import { learnPast, scorePast } from './learn-past.ts'
import { type MeasureTable, measureTable } from './measure-table.ts'
import type { PastPair } from './past-pairs.ts'

const WIDTH = 6

describe('a taste from pairs of an archive', () => {
  it('finds the planted weights of taste and of measures within series', () => {
    const { rows, series, measures, utilities, pairs } = planted({ focus: 2, noise: -1 })
    const model = learnPast({ prior: prior(), settings: LIKELIHOOD_DEFAULTS, rows, pairs, series, measures })
    const weight = (name: string) => model.posterior.weights[WIDTH + model.measures.indexOf(name as 'focus')]!
    expect(weight('focus')).toBeCloseTo(2, 0)
    expect(weight('noise')).toBeCloseTo(-1, 0)
    expect(Math.abs(weight('subjectFocus'))).toBeLessThan(0.3)
    expect(agreement(scorePast(model, { rows, series, measures }), utilities)).toBeGreaterThan(0.95)
    const blind = learnPast({ prior: prior(), settings: LIKELIHOOD_DEFAULTS, rows, pairs, series })
    expect(agreement(scorePast(blind, { rows, series }), utilities)).toBeLessThan(0.9)
  })

  it('scores a frame of its own by the taste alone, however sharp it is', () => {
    const { rows, series, measures, pairs } = planted({ focus: 2, noise: -1 })
    const model = learnPast({ prior: prior(), settings: LIKELIHOOD_DEFAULTS, rows, pairs, series, measures })
    const order = Int32Array.from({ length: rows.count }, (_, at) => at)
    const alone = groupsBy(order, { order, count: rows.count })
    expect([...scorePast(model, { rows, series: alone, measures })]).toEqual([
      ...scorePast(model, { rows, series: alone }),
    ])
  })

  it('learns from photos that were not measured, as if they were like the rest of their series', () => {
    const { rows, series, measures, pairs } = planted({ focus: 2, noise: -1 })
    const unknown = { ...measures, values: measures.values.map(() => NaN) }
    const model = learnPast({ prior: prior(), settings: LIKELIHOOD_DEFAULTS, rows, pairs, series, measures: unknown })
    expect([...model.posterior.weights.subarray(WIDTH)]).toEqual(model.measures.map(() => 0))
    expect(scorePast(model, { rows, series, measures: unknown }).every(Number.isFinite)).toBe(true)
  })

  it('lets no share of clipped pixels outweigh the taste, however rare it was where it was learnt', () => {
    const { rows, series, measures, pairs } = planted({ focus: 2, noise: -1 })
    const clipped = { names: ['clippedDark'] as const, values: new Float64Array(rows.count) }
    for (let photo = 0; photo < rows.count; photo++) clipped.values[photo] = 1e-7 * measures.values[photo * 3]!
    const model = learnPast({ prior: prior(), settings: LIKELIHOOD_DEFAULTS, rows, pairs, series, measures: clipped })
    const dark = { ...clipped, values: clipped.values.map((_, photo) => (photo % 4 === 0 ? 0.5 : 0)) }
    const taste = scorePast(model, { rows, series })
    const weight = Math.abs(model.posterior.weights[WIDTH]!)
    const moved = scorePast(model, { rows, series, measures: dark }).map((score, photo) =>
      Math.abs(score - taste[photo]!),
    )
    expect(model.scale[0]).toBe(0.005)
    expect(Math.max(...moved)).toBeLessThanOrEqual(4 * weight + 1e-9)
  })

  it('refuses measures of other photos, and rows of another pack', () => {
    const { rows, series, measures, pairs } = planted({ focus: 1, noise: 0 })
    const settings = LIKELIHOOD_DEFAULTS
    const short = { ...measures, values: measures.values.subarray(1) }
    expect(() => learnPast({ prior: prior(), settings, rows, pairs, series, measures: short })).toThrow(
      'measures of 1200',
    )
    const model = learnPast({ prior: prior(), settings, rows, pairs, series, measures })
    expect(() => scorePast(model, { rows: { ...rows, width: 3 }, series })).toThrow('rows of 3 numbers, expected 6')
    expect(() => scorePast(model, { rows, series, measures: { names: ['focus'], values: measures.values } })).toThrow(
      'measures focus, expected focus, subjectFocus',
    )
  })
})

describe('measures of a library', () => {
  it('stand by photo, exposure and tilt without their sign, unknown ones as NaN', () => {
    const one = { focus: 1, subjectFocus: 2, motionBlur: 3, exposure: -4, clippedDark: 5, clippedLight: 6, noise: 7 }
    const { names, values } = measureTable(
      Int32Array.of(10, 11, 12),
      new Map([
        [11, { ...one, tilt: -8 }],
        [12, { ...one, tilt: null }],
      ]),
    )
    expect(names).toEqual([
      'focus',
      'subjectFocus',
      'motionBlur',
      'exposure',
      'clippedDark',
      'clippedLight',
      'noise',
      'tilt',
    ])
    expect([...values.subarray(0, 8)]).toEqual(names.map(() => NaN))
    expect([...values.subarray(8, 16)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect([...values.subarray(16)]).toEqual([1, 2, 3, 4, 5, 6, 7, NaN])
  })
})

function prior() {
  return { mean: new Float64Array(WIDTH), deviation: new Float64Array(WIDTH).fill(1) }
}

/** 300 series of four: utility = taste . row + weights . (measures less those of the series) + noise of a duel. */
function planted(weights: { readonly focus: number; readonly noise: number }): {
  readonly rows: Rows
  readonly series: Groups
  readonly measures: MeasureTable
  readonly utilities: Float64Array
  readonly pairs: readonly PastPair[]
} {
  const random = createRandom('learn-past')
  const count = 1200
  const order = Int32Array.from({ length: count }, (_, at) => at)
  const series = groupsBy(
    order.map((at) => at >> 2),
    { order, count: count / 4 },
  )
  const data = Float64Array.from({ length: count * WIDTH }, () => random.normal())
  const names = ['focus', 'subjectFocus', 'noise'] as const
  const values = Float64Array.from({ length: count * names.length }, () => random.normal())
  const utilities = new Float64Array(count)
  for (const photo of order) {
    for (let at = 0; at < WIDTH; at++) utilities[photo]! += data[photo * WIDTH + at]! * (at % 2 === 0 ? 0.8 : -0.4)
    for (const [measure, weight] of [
      [0, weights.focus],
      [2, weights.noise],
    ] as const) {
      const own = values[photo * 3 + measure]!
      const mean = [0, 1, 2, 3].reduce((sum, at) => sum + values[((photo & ~3) + at) * 3 + measure]! / 4, 0)
      // The spread of four about their mean is sqrt(3 / 4) of their own: in such units the model has its weights.
      utilities[photo]! += (weight * (own - mean)) / Math.sqrt(0.75)
    }
  }
  const pairs: PastPair[] = []
  for (let first = 0; first < count; first += 4)
    for (let a = first; a < first + 4; a++)
      for (let b = a + 1; b < first + 4; b++) {
        const isFirst = random.uniform() < 1 / (1 + Math.exp(utilities[b]! - utilities[a]!))
        pairs.push({ better: isFirst ? a : b, worse: isFirst ? b : a, within: 'series' })
      }
  return { rows: { count, width: WIDTH, data }, series, measures: { names, values }, utilities, pairs }
}

/** Share of pairs of one series that scores put in the order of utilities. */
function agreement(scores: Float64Array, utilities: Float64Array): number {
  let right = 0
  let all = 0
  for (let first = 0; first < scores.length; first += 4)
    for (let a = first; a < first + 4; a++)
      for (let b = a + 1; b < first + 4; b++, all++)
        if ((scores[a]! - scores[b]!) * (utilities[a]! - utilities[b]!) > 0) right++
  return right / all
}
