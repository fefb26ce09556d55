import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { createRandom, UsageError } from '../core/index.ts'
import { distilReadOut, principalAxes, standardised } from './distil-read-out.ts'
import { applyAffine, type Table } from './ridge.ts'

interface AxesCase {
  readonly op: string
  readonly rows: number
  readonly columns: number
  readonly width: number
  readonly x: readonly number[]
  readonly spread: readonly number[]
  readonly directions: readonly number[]
}

const file = new URL('../../test/oracle/ridge.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly AxesCase[] }
const golden = cases.find(({ op }) => op === 'axes')!
const { rows, columns, width } = golden
const table: Table = { rows, columns, data: golden.x }

function normals(count: number, seed: string): Float64Array {
  const random = createRandom(seed)
  return Float64Array.from({ length: count }, () => random.normal())
}

/** Means and covariance of the columns of (row, column), dividing by the number of rows. */
function momentsOf(data: ArrayLike<number>, count: number) {
  const size = data.length / count
  const at = (row: number, column: number): number => data[row * size + column]!
  const over = (value: (row: number) => number): number =>
    Array.from({ length: count }, (_, row) => value(row)).reduce((sum, each) => sum + each, 0) / count
  const means = Array.from({ length: size }, (_, column) => over((row) => at(row, column)))
  const covariance = means.map((a, one) =>
    means.map((b, other) => over((row) => (at(row, one) - a) * (at(row, other) - b))),
  )
  return { means, covariance }
}

describe('principal axes', () => {
  it('are those of LAPACK, but for their signs', () => {
    const { embedding, spread } = principalAxes(table, width)
    expect(relativeError(spread, golden.spread)).toBeLessThan(1e-9)
    for (let axis = 0; axis < width; axis++) {
      const direction = embedding.weight.slice(axis * columns, (axis + 1) * columns).map((each) => each * spread[axis]!)
      const expected = golden.directions.slice(axis * columns, (axis + 1) * columns)
      const sign = Math.sign(direction.reduce((sum, each, at) => sum + each * expected[at]!, 0))
      expect(
        relativeError(
          direction,
          expected.map((each) => sign * each),
        ),
      ).toBeLessThan(1e-6)
    }
  })

  it('whiten: mean 0, deviation 1, no correlation', () => {
    const { embedding } = principalAxes(table, width)
    const { means, covariance } = momentsOf(applyAffine(embedding, table), rows)
    for (const [axis, mean] of means.entries()) expect(mean, `mean of axis ${axis}`).toBeCloseTo(0, 5)
    for (const [one, row] of covariance.entries())
      for (const [other, value] of row.entries())
        expect(value, `${one}, ${other}`).toBeCloseTo(one === other ? 1 : 0, 5)
  })

  it('have signs that photos and their order do not turn: the largest weight of each is positive', () => {
    const largestOf = (weight: Float32Array, axis: number): number =>
      weight
        .slice(axis * columns, (axis + 1) * columns)
        .reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    const order = createRandom('order').shuffle(Array.from({ length: rows }, (_, row) => row))
    const shuffled = order.flatMap((row) => golden.x.slice(row * columns, (row + 1) * columns))
    const turned = golden.x.map((value) => 4 - value) // the other way round about its mean, nearly
    const [plain, again, mirrored] = [golden.x, shuffled, turned].map(
      (data) => principalAxes({ rows, columns, data }, width).embedding.weight,
    )
    expect(relativeError(again!, plain!)).toBeLessThan(1e-5)
    expect(relativeError(mirrored!, plain!)).toBeLessThan(1e-5)
    for (let axis = 0; axis < width; axis++) expect(largestOf(plain!, axis)).toBeGreaterThan(0)
  })

  it('are refused where the photos have not that many', () => {
    const few = { rows: 4, columns, data: golden.x.slice(0, 4 * columns) }
    expect(() => principalAxes(few, 4)).toThrow(UsageError)
    expect(() => principalAxes(few, 4)).toThrow('an embedding of 6 numbers over 4 photos has no 4 principal axes')
    expect(() => principalAxes(table, 7)).toThrow('has no 7 principal axes')
  })

  it('leave out directions in which photos differ by rounding alone, rather than blow them up', () => {
    // Two numbers that say the same: five directions for six numbers.
    const doubled = golden.x.map((value, at) => (at % columns === 5 ? golden.x[at - 1]! : value))
    const { embedding, spread } = principalAxes({ rows, columns, data: doubled }, 6)
    expect(Array.from(spread, (each) => each > 0)).toEqual([true, true, true, true, true, false])
    const { means, covariance } = momentsOf(applyAffine(embedding, { rows, columns, data: doubled }), rows)
    expect([means[5], covariance[5]![5]]).toEqual([0, 0])
    for (const axis of [0, 1, 2, 3, 4]) expect(covariance[axis]![axis]).toBeCloseTo(1, 5)
  })
})

describe('distilling a read-out', () => {
  const photos = 120
  const d = 8
  const views = 2
  /** Embeddings of photos that look much the same mirrored, and a model that is linear in them beside one that is noise. */
  const base = normals(photos * d, 'photos')
  const mirrored = normals(photos * views * d, 'mirrored')
  const embeddings: Table = {
    rows: photos * views,
    columns: d,
    data: Float64Array.from(mirrored, (noise, at) => {
      const [row, column] = [Math.floor(at / d), at % d]
      return 7 + (1 + column) * (base[Math.floor(row / views) * d + column]! + 0.1 * noise)
    }),
  }
  const truth = normals(d, 'truth')
  const linearScore = (row: number): number =>
    4 + truth.reduce((sum, weight, column) => sum + weight * embeddings.data[row * d + column]!, 0)
  // What a model of noise says of a photo it says mirrored too: a split by rows would find it again.
  const noise = normals(photos, 'noise')
  const scores: Table = {
    rows: photos * views,
    columns: 2,
    data: Float64Array.from({ length: photos * views * 2 }, (_, at) =>
      at % 2 === 0 ? linearScore(Math.floor(at / 2)) : 100 + 20 * noise[Math.floor(at / 2 / views)]!,
    ),
  }
  const distilled = distilReadOut({ embeddings, scores, views, width: 3, seed: 1 })

  it('finds a model that is linear in the embedding, and knows that it did', () => {
    const linear: Table = { ...scores, columns: 1, data: Array.from(scores.data).filter((_, at) => at % 2 === 0) }
    const alone = distilReadOut({ embeddings, scores: linear, views, width: 3, seed: 1 })
    expect(alone.penalty).toBe(0.001) // there is nothing to smooth away
    expect(alone.fidelity[0]).toBeGreaterThan(0.999)
    const found = applyAffine(alone.scores, embeddings)
    expect(relativeError(found, standardised(linear, alone.exact).data)).toBeLessThan(0.01)
    // Beside a model that wants more smoothing it gives up a little.
    expect(distilled.fidelity[0]).toBeGreaterThan(0.995)
  })

  it('finds nothing in a model of noise, and knows that too: fidelity is of photos held out with all their views', () => {
    // 18 photos are held out: .24 is the deviation of a rank correlation of so many.
    expect(Math.abs(distilled.fidelity[1]!)).toBeLessThan(0.5)
    const spread = Math.max(...applyAffine(distilled.scores, embeddings).filter((_, at) => at % 2 === 1))
    expect(spread).toBeLessThan(1.5)
    const many = Array.from({ length: 8 }, (_, seed) => distilReadOut({ embeddings, scores, views, width: 3, seed }))
    const mean = many.reduce((sum, { fidelity }) => sum + fidelity[1]!, 0) / many.length
    expect(Math.abs(mean)).toBeLessThan(0.25)
  })

  it('standardises scores over its photos', () => {
    const { means, covariance } = momentsOf(standardised(scores, distilled.exact).data, photos * views)
    for (const at of [0, 1]) {
      expect(means[at]).toBeCloseTo(0, 5)
      expect(covariance[at]![at]).toBeCloseTo(1, 5)
    }
  })

  it('gives the same for the same seed', () => {
    expect(distilReadOut({ embeddings, scores, views, width: 3, seed: 1 })).toEqual(distilled)
  })

  it('refuses too few photos, and a model that says the same of all', () => {
    const cut = ({ columns: size, data }: Table): Table => ({
      rows: 38,
      columns: size,
      data: Array.from(data).slice(0, 38 * size),
    })
    const few = { embeddings: cut(embeddings), scores: cut(scores), views, width: 3, seed: 1 }
    expect(() => distilReadOut(few)).toThrow(
      new UsageError('a read-out needs at least 20 photos to be distilled on, got 19'),
    )
    const constant = { ...scores, data: Array.from(scores.data, (value, at) => (at % 2 === 0 ? value : 3)) }
    expect(() => distilReadOut({ embeddings, scores: constant, views, width: 3, seed: 1 })).toThrow(
      new UsageError('database model 2 gives every photo the same score; there is nothing to distil'),
    )
  })
})
