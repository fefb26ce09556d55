import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moved } from './move-in-grid.ts'

const grid = { count: 11, columns: 4, rows: 2 } // three rows, the last with three photos

describe('the keys of the grid', () => {
  it('go by one, by a row, by what is in sight, and to both ends', () => {
    const from = (at: number, key: string): number | undefined => moved(key, { ...grid, at })
    expect([from(5, 'arrowleft'), from(5, 'arrowright')]).toEqual([4, 6])
    expect([from(5, 'arrowup'), from(5, 'arrowdown')]).toEqual([1, 9])
    expect([from(9, 'pageup'), from(1, 'pagedown')]).toEqual([1, 9])
    expect([from(5, 'home'), from(5, 'end')]).toEqual([0, 10])
  })

  it('stay where there is nothing further', () => {
    expect(moved('arrowup', { ...grid, at: 2 })).toBe(2)
    expect(moved('arrowdown', { ...grid, at: 9 })).toBe(9)
    expect(moved('arrowleft', { ...grid, at: 0 })).toBe(0)
    expect(moved('arrowright', { ...grid, at: 10 })).toBe(10)
  })

  it('reach the last photo from above the gap in the last row', () => {
    expect(moved('arrowdown', { ...grid, at: 7 })).toBe(10)
  })

  it('never leave the grid', () => {
    const keys = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'pageup', 'pagedown', 'home', 'end']
    const grids = fc.record({
      count: fc.integer({ min: 1, max: 500 }),
      columns: fc.integer({ min: 1, max: 20 }),
      rows: fc.integer({ min: 1, max: 10 }),
    })
    fc.assert(
      fc.property(grids, fc.constantFrom(...keys), fc.nat(), (some, key, nat) => {
        const to = moved(key, { ...some, at: nat % some.count })!
        expect(to).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThan(some.count)
      }),
    )
  })
})
