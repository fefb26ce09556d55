import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acrossOf, bandPath, downOf, linePath, placeNumbers, type Plot } from './curve-shape.ts'

const plot: Plot = { width: 120, height: 70, left: 10, right: 10, top: 10, bottom: 10 }
const x = Array.from({ length: 21 }, (_, at) => at / 20)

describe('the curve', () => {
  it('goes from the lower left corner to the upper right one', () => {
    expect(linePath(plot, [0, 0.5, 1], [0, 0.8, 1])).toBe('M10 60L60 20L110 10')
  })

  it('has a band that goes along its upper edge and back along the lower one', () => {
    const band = bandPath(plot, { x: [0, 1], low: [0, 0.6], high: [0.2, 1] })
    expect(band).toBe('M10 50L110 10L110 30L10 60Z')
    expect(bandPath(plot, { x: [], low: [], high: [] })).toBe('')
  })

  it('carries its number where no other line is near', () => {
    const chord = x
    const bump = x.map((share) => share + (share === 0.5 ? 0.4 : 0))
    expect(x[placeNumbers(plot, x, [bump, chord])[0]!]).toBe(0.5)
  })

  it('carries numbers inside of it that do not cover each other where there is room', () => {
    const large: Plot = { width: 640, height: 400, left: 50, right: 10, top: 10, bottom: 40 }
    const power = fc.double({ min: 0.8, max: 5, noNaN: true })
    fc.assert(
      fc.property(fc.array(power, { minLength: 1, maxLength: 6 }), (powers) => {
        const lines = powers.map((each) => x.map((share) => 1 - (1 - share) ** each))
        const places = placeNumbers(large, x, lines)
        const points = places.map((at, line) => ({ x: acrossOf(large, x[at]!), y: downOf(large, lines[line]![at]!) }))
        for (const at of places) expect([0, x.length - 1]).not.toContain(at)
        for (const [at, one] of points.entries())
          for (const other of points.slice(0, at))
            expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(18)
      }),
    )
  })
})
