import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/index.ts'
import { divide } from './folds.ts'

const photosOf = (count: number): readonly number[] => Array.from({ length: count }, (_, photo) => photo)
const dealt = (count: number, duels: readonly (readonly [number, number])[] = []) =>
  divide({ photos: photosOf(count), duels, folds: 5, random: createRandom(1) })

describe('the division for a cross-validation', () => {
  it('holds every two of few photos out together once', () => {
    const pairs = dealt(7).heldOut.map((fold) => [...fold].sort((a, b) => a - b).join())
    expect(pairs).toHaveLength(21)
    expect(new Set(pairs).size).toBe(21)
  })

  it('holds every photo out once a round', () => {
    const { heldOut } = dealt(53)
    expect(heldOut.length % 5).toBe(0)
    for (let round = 0; round < heldOut.length; round += 5) {
      const photos = heldOut.slice(round, round + 5).flat()
      expect([...photos].sort((a, b) => a - b)).toEqual(photosOf(53))
    }
  })

  it('never parts the two of a duel where each photo met one other', () => {
    const duels = Array.from({ length: 20 }, (_, at) => [2 * at, 2 * at + 1] as const)
    for (const fold of dealt(45, duels).heldOut) {
      for (const [left, right] of duels) expect(fold.includes(left)).toBe(fold.includes(right))
    }
  })

  it('bounds the work: 66 fits for few photos, fewer fits the more photos, and at most 1,500 of them', () => {
    expect(dealt(12).heldOut).toHaveLength(66)
    expect(dealt(50).heldOut).toHaveLength(40)
    expect(dealt(1000).heldOut).toHaveLength(10)
    const { photos, heldOut } = dealt(5000)
    expect(photos).toHaveLength(1500)
    expect(heldOut).toHaveLength(5)
  })
})
