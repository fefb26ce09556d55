import { describe, expect, it } from 'vitest'
import { clearestDifference, weightScale } from './weight-scale.ts'

const weight = (name: string, prior: number, learnt: number, deviation: number) => ({ name, prior, learnt, deviation })

describe('weights on one axis', () => {
  const weights = [weight('general', 1, 0.8, 0.1), weight('quality', 0, -0.5, 0.2)]
  const at = weightScale(weights)

  it('holds every end and zero inside it, in order', () => {
    const places = [-0.7, -0.5, 0, 0.7, 0.8, 1].map(at)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
    expect(places.at(-1)).toBeLessThan(100)
  })

  it('is a straight line', () => {
    expect(at(0.5) - at(0)).toBeCloseTo(at(0) - at(-0.5), 10)
  })

  it('stays finite where nothing has moved', () => {
    expect(Number.isFinite(weightScale([weight('general', 0, 0, 0)])(0))).toBe(true)
  })
})

describe('the clearest difference from the average rater', () => {
  it('is the largest of those that exceed their deviation', () => {
    const large = weight('unsure', 0, 2, 3)
    const clear = weight('clear', 0, -0.5, 0.2)
    expect(clearestDifference([large, weight('small', 0, 0.3, 0.2), clear])).toBe(clear)
  })

  it('is none where all lie within their deviations', () => {
    expect(clearestDifference([weight('a', 1, 1.2, 0.3), weight('b', 0, 0, 0)])).toBeUndefined()
  })
})
