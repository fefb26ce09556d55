import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanWithin } from './own-rating.ts'

describe('meanWithin', () => {
  it('is the mean of a logistic between two values, by Simpson', () => {
    for (const [mean, low, high] of [
      [0, -1, 2],
      [1.5, -3, -0.5],
      [-0.7, 0.2, 4],
      [0.3, 5, 9],
    ] as const)
      expect(meanWithin({ mean, deviation: 0 }, [low, high])).toBeCloseTo(bySimpson(mean, [low, high]), 8)
  })

  it('has the closed forms of a half and of the whole', () => {
    expect(meanWithin({ mean: 0, deviation: 0 }, [0, Infinity])).toBeCloseTo(2 * Math.LN2, 12)
    expect(meanWithin({ mean: 3, deviation: 0 }, [-Infinity, 3])).toBeCloseTo(3 - 2 * Math.LN2, 12)
    expect(meanWithin({ mean: 3, deviation: 2 }, [-Infinity, Infinity])).toBe(3)
  })

  it('lies within its interval, grows with the mean, and is finite however far away it is', () => {
    const number = fc.double({ min: -200, max: 200, noNaN: true })
    fc.assert(
      fc.property(number, number, fc.double({ min: 0.01, max: 50, noNaN: true }), (mean, low, width) => {
        const interval = [low, low + width] as const
        const found = meanWithin({ mean, deviation: 1 }, interval)
        expect(found).toBeGreaterThanOrEqual(low - 1e-6)
        expect(found).toBeLessThanOrEqual(low + width + 1e-6)
        expect(meanWithin({ mean: mean + 1, deviation: 1 }, interval)).toBeGreaterThanOrEqual(found - 1e-3)
      }),
    )
  })
})

function bySimpson(mean: number, [low, high]: readonly [number, number]): number {
  const density = (u: number): number => 1 / (4 * Math.cosh((u - mean) / 2) ** 2)
  const steps = 20_000
  const step = (high - low) / steps
  let [mass, moment] = [0, 0]
  for (let at = 0; at <= steps; at++) {
    const weight = at === 0 || at === steps ? 1 : at % 2 === 1 ? 4 : 2
    const u = low + at * step
    mass += weight * density(u)
    moment += weight * u * density(u)
  }
  return moment / mass
}
