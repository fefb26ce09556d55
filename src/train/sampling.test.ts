import { describe, expect, it } from 'vitest'
import { batchAt, dropoutMask, splitPhotos } from './sampling.ts'

const sorted = (items: readonly number[]): number[] => [...items].sort((a, b) => a - b)

describe('the split into photos trained on and photos that only measure', () => {
  it('holds each photo once, a fifth of them for validation, and is the same for the same seed', () => {
    for (const count of [10, 37, 1000]) {
      const { train, validation } = splitPhotos(count, { share: 0.2, seed: 3 })
      expect(sorted([...train, ...validation])).toEqual(Array.from({ length: count }, (_, position) => position))
      expect(validation.length).toBe(Math.round(count / 5))
      expect(splitPhotos(count, { share: 0.2, seed: 3 })).toEqual({ train, validation })
      expect(splitPhotos(count, { share: 0.2, seed: 4 }).validation).not.toEqual(validation)
    }
  })

  it('holds at least two photos for validation, without which there is no order to measure', () => {
    expect(splitPhotos(4, { share: 0.2, seed: 1 }).validation.length).toBe(2)
  })
})

describe('batches', () => {
  it('show each photo once an epoch, in another order each time, though a batch reaches into the next epoch', () => {
    const items = Array.from({ length: 11 }, (_, at) => at * 10)
    const stream = Array.from({ length: 11 }, (_, step) => batchAt(items, { size: 4, step, seed: 's' })).flat()
    const epochs = [0, 1, 2, 3].map((epoch) => stream.slice(epoch * 11, (epoch + 1) * 11))
    for (const epoch of epochs) expect(sorted(epoch)).toEqual(items)
    expect(new Set(epochs.map((epoch) => epoch.join())).size).toBe(4)
  })

  it('may be larger than the database', () => {
    const batch = batchAt([1, 2, 3], { size: 7, step: 0, seed: 's' })
    expect(sorted(batch.slice(0, 3))).toEqual([1, 2, 3])
    expect(sorted(batch.slice(3, 6))).toEqual([1, 2, 3])
  })

  it('depend on seed and step alone', () => {
    const items = Array.from({ length: 50 }, (_, at) => at)
    const batch = (step: number, seed: string): number[] => batchAt(items, { size: 8, step, seed })
    expect(batch(5, 'a')).toEqual(batch(5, 'a'))
    expect(batch(5, 'a')).not.toEqual(batch(6, 'a'))
    expect(batch(5, 'a')).not.toEqual(batch(5, 'b'))
  })
})

describe('the dropout mask', () => {
  it('drops the share that is asked for and keeps the mean at 1', () => {
    for (const p of [0.2, 0.5]) {
      const mask = dropoutMask(40_000, { p, seed: `mask ${p}` })
      const dropped = mask.filter((each) => each === 0).length / mask.length
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - p))]))
      expect(Math.abs(dropped - p)).toBeLessThan(0.01) // four standard deviations
      expect(Math.abs(mask.reduce((sum, each) => sum + each, 0) / mask.length - 1)).toBeLessThan(0.02)
    }
  })

  it('keeps everything with probability 0', () => {
    expect(new Set(dropoutMask(100, { p: 0, seed: 'x' }))).toEqual(new Set([1]))
  })
})
