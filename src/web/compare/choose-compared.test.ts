import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choose, chosenFirst } from './choose-compared.ts'

describe('photos that are compared', () => {
  it('are at first the one looked at and its neighbours in time', () => {
    expect(chosenFirst([1, 2, 3, 4, 5, 6, 7, 8], { photo: 5, most: 4 })).toEqual([4, 5, 6, 7])
    expect(chosenFirst([1, 2, 3, 4, 5, 6, 7, 8], { photo: 1, most: 2 })).toEqual([1, 2])
    expect(chosenFirst([1, 2, 3, 4, 5, 6, 7, 8], { photo: 8, most: 4 })).toEqual([5, 6, 7, 8])
    expect(chosenFirst([1, 2], { photo: 2, most: 4 })).toEqual([1, 2])
  })

  it('take in another for the one chosen longest ago where they are enough', () => {
    expect(choose([1, 2, 3, 4], { photo: 9, most: 4 })).toEqual([2, 3, 4, 9])
    expect(choose([1, 2, 3], { photo: 2, most: 4 })).toEqual([1, 3])
  })

  it('always include the one looked at, and stay between two and the most', () => {
    const series = fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(series, fc.nat(), fc.constantFrom(2, 4), fc.array(fc.nat()), (ids, own, most, presses) => {
        const photo = ids[own % ids.length]!
        let chosen = chosenFirst(ids, { photo, most })
        expect(chosen).toContain(photo)
        for (const press of presses) chosen = choose(chosen, { photo: ids[press % ids.length]!, most })
        expect(chosen.length).toBeGreaterThanOrEqual(2)
        expect(chosen.length).toBeLessThanOrEqual(most)
      }),
    )
  })
})
