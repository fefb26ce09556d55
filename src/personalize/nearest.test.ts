import { describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { svrGolden, tableOfRows } from '../../test/support/svr-golden.ts'
import { nearestScores } from './nearest.ts'

describe('the scores of nearest neighbours', () => {
  it.each(svrGolden().cases)('and their number are those of scikit-learn: $name', (golden) => {
    const { scores, neighbours, error } = nearestScores(tableOfRows(golden), golden)
    expect(neighbours).toBe(golden.nearest.neighbours)
    expect(error).toBeCloseTo(golden.nearest.error, 9)
    expect(relativeError(scores, golden.nearest.scores)).toBeLessThan(1e-12)
  })

  it('look at directions, not at lengths', () => {
    const table = { rows: 5, columns: 2, data: [1, 0, 0, 1, -1, 0, 0.1, 7, 9, -1] }
    const rated = { photos: [0, 1, 2], scores: [1, 2, 3] }
    const longer = { ...table, data: table.data.map((value, at) => value * (Math.floor(at / 2) + 2)) }
    expect(nearestScores(longer, rated).scores).toEqual(nearestScores(table, rated).scores)
    expect(nearestScores(table, rated).neighbours).toBe(1)
    expect([...nearestScores(table, rated).scores]).toEqual([1, 2, 3, 2, 1])
  })

  it('take the photo that was rated first of those that are as near, and a photo without direction as near to none', () => {
    const table = { rows: 5, columns: 2, data: [1, 0, 2, 0, 0, 1, 5, 0, 0, 0] }
    const first = nearestScores(table, { photos: [0, 1, 2], scores: [-1, 1, 0] })
    const other = nearestScores(table, { photos: [1, 0, 2], scores: [1, -1, 0] })
    expect(first.neighbours).toBe(1)
    expect([...first.scores]).toEqual([-1, -1, 0, -1, -1])
    expect([...other.scores]).toEqual([1, 1, 0, 1, 1])
  })

  it('take most neighbours of numbers that serve alike', () => {
    // Four photos alike: each left out is foretold by the same three others, or by one of them that errs the same.
    const table = { rows: 4, columns: 1, data: [1, 1, 1, 1] }
    expect(nearestScores(table, { photos: [0, 1, 2, 3], scores: [0, 0, 0, 0] }).neighbours).toBe(3)
  })
})
