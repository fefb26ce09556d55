import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

describe('the seeded generator', () => {
  it('gives the same numbers for the same seed', () => {
    const draw = (): number[] => {
      const random = createRandom('7/rater r012/trial 3')
      return [random.uniform(), random.normal(), random.integer(100)]
    }
    expect(draw()).toEqual(draw())
  })

  it('starts unrelated streams from neighbouring seeds', () => {
    for (const seeds of [
      Array.from({ length: 400 }, (_, at) => at),
      Array.from({ length: 400 }, (_, at) => `bed ${at}`),
    ]) {
      const firsts = seeds.map((seed) => createRandom(seed).uniform())
      const mean = firsts.reduce((sum, each) => sum + each, 0) / firsts.length
      const neighbours =
        firsts.slice(1).reduce((sum, each, at) => sum + (each - 0.5) * (firsts[at]! - 0.5), 0) / firsts.length
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
      // The variance of a uniform number is 1 / 12; 400 unrelated pairs correlate within 0.15 of it.
      expect(Math.abs(neighbours * 12)).toBeLessThan(0.15)
    }
  })

  it('draws normal numbers of mean 0 and deviation 1, and shuffles without loss', () => {
    const random = createRandom(1)
    const numbers = Array.from({ length: 4000 }, () => random.normal())
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length
    const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / numbers.length
    expect(Math.abs(mean)).toBeLessThan(0.06)
    expect(Math.abs(variance - 1)).toBeLessThan(0.1)
    expect(random.shuffle([1, 2, 3, 4, 5]).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
  })
})
