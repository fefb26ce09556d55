import fc from 'fast-check'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { createRandom, ShapeError, UsageError } from '../../core/index.ts'
import type { Evidence } from './evidence.ts'
import { explain } from './explain.ts'
import { fitPosterior, type Posterior, predict, type Rows } from './posterior.ts'

const WIDTH = 8
const DATABASES = [
  { name: 'beauty', columns: [1] },
  { name: 'valence', columns: [2, 3] },
]

function rowsOf(count: number, seed: number): Rows {
  const random = createRandom(seed)
  return { count, width: WIDTH, data: Float64Array.from({ length: count * WIDTH }, () => random.normal()) }
}

/** Any weights and forces, whether or not they belong together. */
function anyPosterior(photos: number, seed: number): Posterior {
  const random = createRandom(seed)
  const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => 3 * random.normal())
  return {
    ...fitPosterior({
      prior: { mean: numbers(WIDTH), deviation: numbers(WIDTH).map(Math.abs) },
      rows: rowsOf(1, seed),
      evidence: [],
    }),
    weights: numbers(WIDTH),
    covariance: Matrix.eye(WIDTH),
    forces: numbers(photos),
  }
}

const evidence: readonly Evidence[] = [
  { kind: 'star', photo: 0, stars: 5 },
  { kind: 'star', photo: 1, stars: 1 },
  { kind: 'star', photo: 2, stars: 3 },
  { kind: 'flag', photo: 3, flag: 'pick' },
  { kind: 'duel', left: 4, right: 5, winner: 'right' },
]
const prior = {
  mean: Float64Array.from({ length: WIDTH }, (_, at) => (at === 0 ? 1 : at === 5 ? 0.3 : 0)),
  deviation: new Float64Array(WIDTH).fill(0.6),
}
const rows = rowsOf(8, 1)
const posterior = fitPosterior({ prior, rows, evidence })
const total = (account: ReturnType<typeof explain>): number =>
  [
    account.prior,
    account.others,
    ...account.databases.map(({ part }) => part),
    ...account.rated.map(({ part }) => part),
  ].reduce((sum, part) => sum + part, 0)

describe('explain', () => {
  it('adds up to the score, whatever the posterior and however many photos are listed', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 30 }), fc.nat(40), (seed, photos, nearest) => {
        const table = rowsOf(photos, seed)
        const row = rowsOf(1, seed + 1).data
        const account = explain({
          posterior: anyPosterior(photos, seed),
          rows: table,
          row,
          databases: DATABASES,
          nearest,
        })
        expect(Math.abs(total(account) - account.score)).toBeLessThan(1e-9)
        expect(account.rated).toHaveLength(Math.min(photos, nearest))
      }),
    )
  })

  it('gives the score that the posterior predicts', () => {
    const row = rowsOf(1, 2).data
    const account = explain({ posterior, rows, row, databases: DATABASES })
    expect(account.score).toBeCloseTo(predict(posterior, row).mean, 12)
  })

  it('leaves nothing to others where all photos that were spoken of are listed: the parts are what was learnt', () => {
    const row = rowsOf(1, 3).data
    const account = explain({ posterior, rows, row, databases: DATABASES, nearest: 6 })
    expect(account.rated.map(({ photo }) => photo).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
    expect(account.others).toBeCloseTo(0, 6)
  })

  it('gives the prior and the databases their weighted columns, by hand', () => {
    const row = Float64Array.from([2, 1, -1, 0.5, 0, 4, 0, 0])
    const account = explain({ posterior, rows, row, databases: DATABASES })
    const w = posterior.weights
    expect(account.prior).toBeCloseTo(2 * 1 + 4 * 0.3, 12)
    expect(account.databases[0]).toEqual({ name: 'beauty', part: w[1] })
    expect(account.databases[1]!.part).toBeCloseTo(-w[2]! + 0.5 * w[3]!, 12)
  })

  it('is the prior alone before anything was said', () => {
    const account = explain({
      posterior: fitPosterior({ prior, rows, evidence: [] }),
      rows,
      row: rows.data.subarray(0, WIDTH),
      databases: [],
    })
    expect(account.rated).toEqual([])
    expect(account.others).toBe(0)
    expect(account.prior).toBeCloseTo(account.score, 12)
  })

  it('finds a rated photo most alike to itself, raised by its own praise and lowered by its own blame', () => {
    const account = (photo: number) =>
      explain({
        posterior,
        rows,
        row: rows.data.subarray(photo * WIDTH, (photo + 1) * WIDTH),
        databases: DATABASES,
        nearest: 6,
      }).rated.find((part) => part.photo === photo)!
    expect(account(0).similarity).toBeCloseTo(1, 12)
    expect(account(0).part).toBeGreaterThan(0)
    expect(account(1).part).toBeLessThan(0)
  })

  it('lists the most influential photos first', () => {
    const { rated, others } = explain({ posterior, rows, row: rowsOf(1, 4).data, databases: DATABASES, nearest: 2 })
    const all = explain({ posterior, rows, row: rowsOf(1, 4).data, databases: DATABASES, nearest: 6 })
    expect(rated).toEqual(all.rated.slice(0, 2))
    expect(Math.abs(rated[0]!.part)).toBeGreaterThanOrEqual(Math.abs(rated[1]!.part))
    expect(others).toBeCloseTo(
      all.rated.slice(2).reduce((sum, { part }) => sum + part, all.others),
      12,
    )
  })

  it('refuses columns that are not there or claimed twice, and rows of another posterior', () => {
    const row = rows.data.subarray(0, WIDTH)
    const named = (first: number[], second: number[]) => () =>
      explain({
        posterior,
        rows,
        row,
        databases: [
          { name: 'a', columns: first },
          { name: 'b', columns: second },
        ],
      })
    expect(named([1], [1])).toThrow(/"a" and "b" both claim column 1/)
    expect(named([WIDTH], [])).toThrow(UsageError)
    expect(() => explain({ posterior, rows, row: [1], databases: [] })).toThrow(ShapeError)
    expect(() => explain({ posterior, rows: rowsOf(3, 1), row, databases: [] })).toThrow(/fitted on 8 rows, and 3/)
  })
})
