import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ShapeError, tensor, zeros } from '../core/index.ts'
import { resamplePositions } from './index.ts'
import { gridOf } from './positions.ts'

interface Golden {
  readonly cases: readonly {
    readonly from: number
    readonly to: number
    readonly table: readonly number[]
    readonly result: readonly number[]
  }[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../test/oracle/positions.json', import.meta.url), 'utf8'),
) as Golden

describe('resampling a position table', () => {
  it.each(cases)('from $from x $from to $to x $to patches gives what PyTorch gives', ({ from, to, table, result }) => {
    const resampled = resamplePositions(tensor([1, 1 + from ** 2, 2], table), from, to)
    expect(resampled.shape).toEqual([1, 1 + to ** 2, 2])
    for (const [at, value] of result.entries()) expect(resampled.data[at]).toBeCloseTo(value, 6)
  })

  it('keeps a table without a leading axis as it is shaped, and a constant as it is', () => {
    const resampled = resamplePositions(tensor([10, 1], [7, ...Array<number>(9).fill(3)]), 3, 2)
    expect(resampled).toEqual(tensor([5, 1], [7, 3, 3, 3, 3]))
  })

  it('returns the same table for the same grid', () => {
    const table = zeros([1, 10, 2])
    expect(resamplePositions(table, 3, 3)).toBe(table)
  })

  it('refuses a table of another grid', () => {
    expect(() => resamplePositions(zeros([1, 10, 2]), 4, 2)).toThrow(ShapeError)
    expect(() => resamplePositions(zeros([1, 10, 2]), 4, 2)).toThrow('(1, 10, 2) is no table of 4 x 4 patches')
  })

  it('knows the grid of a table', () => {
    expect([[1, 1370, 384], [197, 768], [1, 1, 4], [12, 4], []].map((shape) => gridOf({ shape }))).toEqual([
      37,
      14,
      undefined,
      undefined,
      undefined,
    ])
  })
})
