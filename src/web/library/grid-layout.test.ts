import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsInSight, layOut, placeOf } from './grid-layout.ts'

const grids = fc.record({
  room: fc.integer({ min: 200, max: 4000 }),
  wanted: fc.integer({ min: 90, max: 400 }),
  count: fc.integer({ min: 0, max: 100_000 }),
})

describe('the grid', () => {
  it('fills the width', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const layout = layOut(grid)
        const { x } = placeOf(layout, layout.columns - 1)
        expect(x + layout.width).toBeCloseTo(grid.room, 6)
      }),
    )
  })

  it('holds the last photo within its length', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        fc.pre(grid.count > 0)
        const layout = layOut(grid)
        expect(placeOf(layout, grid.count - 1).y + layout.height).toBeLessThanOrEqual(layout.total)
      }),
    )
  })

  it('stays scrollable with 100,000 photos on a phone', () => {
    expect(layOut({ room: 360, wanted: 340, count: 100_000 }).total).toBeLessThanOrEqual(16_000_000)
  })

  it('has every cell that is in sight', () => {
    fc.assert(
      fc.property(grids, fc.double({ min: 0, max: 1, noNaN: true }), ({ ...grid }, share) => {
        const layout = layOut(grid)
        const room = 800
        const top = share * Math.max(0, layout.total - room)
        const { first, end } = cellsInSight(layout, { top, room, count: grid.count })
        if (first > 0) expect(placeOf(layout, first - 1).y + layout.height).toBeLessThanOrEqual(top)
        if (end < grid.count) expect(placeOf(layout, end).y).toBeGreaterThanOrEqual(top + room)
      }),
    )
  })
})
