import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { createRandom } from '../core/index.ts'
import { applyAffine, meansOf, ridge, type Table } from './ridge.ts'

interface RidgeCase {
  readonly name: string
  readonly op: string
  readonly rows: number
  readonly columns: number
  readonly outputs: number
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** null: left out. */
  readonly penalties: readonly (number | null)[]
  readonly weight: readonly number[]
  readonly bias: readonly number[]
}

const golden = new URL('../../test/oracle/ridge.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly RidgeCase[] }

describe('ridge regression', () => {
  it.each(cases.filter(({ op }) => op === 'ridge'))(
    'gives what LAPACK gives: $name',
    ({ rows, columns, outputs, x, y, ...expected }) => {
      const penalty = (column: number): number => expected.penalties[column] ?? Infinity
      const fit = ridge({ rows, columns, data: x }, { rows, columns: outputs, data: y }, penalty)
      expect(relativeError(fit.weight, expected.weight)).toBeLessThan(1e-9)
      expect(relativeError(fit.bias, expected.bias)).toBeLessThan(1e-9)
    },
  )

  const random = createRandom('ridge')
  const x: Table = { rows: 9, columns: 3, data: Float64Array.from({ length: 27 }, () => random.normal()) }
  const y: Table = { rows: 9, columns: 1, data: Float64Array.from({ length: 9 }, () => 3 + random.normal()) }

  it('looks at the rows that it is given alone', () => {
    const some = [1, 2, 4, 7, 8]
    const pick = ({ columns, data }: Table): Table => ({
      rows: some.length,
      columns,
      data: some.flatMap((row) => Array.from(data).slice(row * columns, (row + 1) * columns)),
    })
    expect(ridge(x, y, () => 0.2, some)).toEqual(ridge(pick(x), pick(y), () => 0.2))
  })

  it('says the mean of all photos where every column is left out', () => {
    const { weight, bias } = ridge(x, y, () => Infinity)
    expect(Array.from(weight)).toEqual([0, 0, 0])
    expect(bias[0]).toBeCloseTo(meansOf(y, [0, 1, 2, 3, 4, 5, 6, 7, 8])[0]!, 12)
  })

  it('applies its maps row by row', () => {
    const map = { weight: [1, 2, 0, -1, 3, 0.5], bias: [10, 20] }
    const table = { rows: 2, columns: 3, data: [1, 1, 1, 2, 0, 4] }
    expect(Array.from(applyAffine(map, table))).toEqual([13, 22.5, 12, 20])
  })
})
