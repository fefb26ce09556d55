import { describe, expect, it } from 'vitest'
import { averagedSigmoid, logit, logSigmoid, sigmoid } from './sigmoid.ts'

/** Mean of sigmoid(x) over a Gaussian by brute force: 10,000 steps over 20 deviations. */
function bruteForce(mean: number, deviation: number): number {
  const steps = 10_000
  let sum = 0
  let mass = 0
  for (let at = 0; at <= steps; at++) {
    const x = -10 + (20 * at) / steps
    const weight = Math.exp((-x * x) / 2)
    sum += weight * sigmoid(mean + deviation * x)
    mass += weight
  }
  return sum / mass
}

describe('the sigmoid', () => {
  it('keeps its relative precision in both tails', () => {
    expect(sigmoid(-700)).toBeCloseTo(Math.exp(-700), 320)
    expect(sigmoid(-700) / Math.exp(-700)).toBeCloseTo(1, 12)
    expect(sigmoid(-1e5)).toBe(0)
    expect(sigmoid(1e5)).toBe(1)
    expect(logSigmoid(-1e5)).toBe(-1e5)
    expect(logSigmoid(40) / -Math.exp(-40)).toBeCloseTo(1, 12)
    expect(logSigmoid(0)).toBe(-Math.LN2)
    for (const x of [-30, -2, 0, 0.3, 15]) expect(logit(sigmoid(x))).toBeCloseTo(x, 8)
  })
})

describe('the averaged sigmoid', () => {
  it('is within 1e-8 of a fine integral for every mean and deviation', () => {
    for (const deviation of [1e-3, 0.3, 1, 1.7, 5, 30]) {
      for (const mean of [-20, -3, -0.4, 0.1, 2, 11])
        expect(Math.abs(averagedSigmoid(mean, deviation) - bruteForce(mean, deviation))).toBeLessThan(1e-8)
    }
  })

  it('is the sigmoid without deviation, one half at 0, and one less than itself when turned around', () => {
    for (const deviation of [0, 0.2, 3, 40]) {
      expect(averagedSigmoid(0, deviation)).toBe(0.5)
      for (const mean of [0.1, 1, 6])
        expect(averagedSigmoid(mean, deviation) + averagedSigmoid(-mean, deviation)).toBeCloseTo(1, 14)
    }
    expect(averagedSigmoid(1.3, 0)).toBe(sigmoid(1.3))
  })

  it("differs from MacKay's approximation by up to .018", () => {
    let worst = 0
    for (let deviation = 0.1; deviation < 12; deviation += 0.5) {
      for (let mean = 0; mean < 20; mean += 0.5) {
        const mackay = sigmoid(mean / Math.sqrt(1 + (Math.PI * deviation * deviation) / 8))
        worst = Math.max(worst, Math.abs(mackay - averagedSigmoid(mean, deviation)))
      }
    }
    expect(worst).toBeGreaterThan(0.017)
    expect(worst).toBeLessThan(0.018)
  })
})
