import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { panned, placed, type View, WHOLE, type Zoom, zoomedTo } from './zoom.ts'

const size = fc.record({ width: fc.integer({ min: 20, max: 9000 }), height: fc.integer({ min: 20, max: 9000 }) })
const views: fc.Arbitrary<View> = fc.record({ picture: size, frame: size, pixel: fc.constantFrom(1, 0.5, 1 / 3) })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('zoom', () => {
  it('shows a whole picture in the middle of the frame', () => {
    const view = { picture: { width: 1000, height: 500 }, frame: { width: 500, height: 500 }, pixel: 1 }
    expect(placed(WHOLE, view)).toEqual({ left: 0, top: 125, width: 500, height: 250 })
  })

  it('shows a small picture in its own pixels', () => {
    const view = { picture: { width: 100, height: 50 }, frame: { width: 500, height: 500 }, pixel: 1 }
    expect(placed(WHOLE, view)).toEqual({ left: 200, top: 225, width: 100, height: 50 })
  })

  it('at 100 % has one picture pixel on each screen pixel, and the point under the pointer stays there', () => {
    const view = { picture: { width: 4000, height: 2000 }, frame: { width: 500, height: 500 }, pixel: 0.5 }
    const zoom = zoomedTo(WHOLE, 0.5, { ...view, at: { x: 125, y: 250 } })
    const { left, top, width } = placed(zoom, view)
    expect(width).toBe(2000)
    expect((125 - left) / width).toBeCloseTo(0.25, 12)
    expect((250 - top) / 1000).toBeCloseTo(0.5, 12)
  })

  it('never leaves a part of the frame empty that the picture could fill', () => {
    fc.assert(
      fc.property(views, share, share, fc.double({ min: 0.001, max: 20, noNaN: true }), (view, x, y, scale) => {
        const at = { x: x * view.frame.width, y: y * view.frame.height }
        const zoom = panned(zoomedTo(WHOLE, scale, { ...view, at }), { x: at.y - at.x, y: 3 * at.x }, view)
        const { left, top, width, height } = placed(zoom, view)
        for (const [start, length, room] of [
          [left, width, view.frame.width],
          [top, height, view.frame.height],
        ] as const) {
          if (length <= room) expect(start).toBeCloseTo((room - length) / 2, 6)
          else {
            expect(start).toBeLessThanOrEqual(1e-6)
            expect(start + length).toBeGreaterThanOrEqual(room - 1e-6)
          }
        }
      }),
    )
  })

  it('goes back at once after a pan against the edge', () => {
    const view = { picture: { width: 2000, height: 2000 }, frame: { width: 500, height: 500 }, pixel: 1 }
    const zoom: Zoom = { scale: 1, x: 0.5, y: 0.5 }
    const far = panned(zoom, { x: 9000, y: 0 }, view)
    expect(placed(far, view).left).toBeCloseTo(0, 9)
    expect(placed(panned(far, { x: -10, y: 0 }, view), view).left).toBeCloseTo(-10, 9)
  })
})
