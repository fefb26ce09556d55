import { describe, expect, it } from 'vitest'
import { ShapeError } from '../core/index.ts'
import { normalise } from './index.ts'

const scaling = { crop: 2, mean: [0.5, 0.25, 0], deviation: [0.5, 0.25, 0.125] } as const
// One crop of 2 x 2: red counts 0, 1, 2, 3 along the pixels, green and blue are full.
const crop = Uint8Array.of(0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255)

describe('normalise', () => {
  it('puts channels first and scales each by its mean and deviation', () => {
    const red = [0, 1, 2, 3].map((byte) => (byte / 255 - 0.5) / 0.5)
    const values = normalise([crop, new Uint8Array(12)], scaling)
    const expected = [...red, 3, 3, 3, 3, 8, 8, 8, 8, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0]
    expect(values.length).toBe(24)
    expected.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 6))
  })

  it('mirrors the crops that are to be flipped, left to right, and only those', () => {
    const values = normalise(
      [crop, crop],
      { ...scaling, mean: [0, 0, 0], deviation: [1, 1, 1] },
      { flips: [false, true] },
    )
    const red = (item: number) => [...values.subarray(item * 12, item * 12 + 4)].map((value) => Math.round(value * 255))
    expect(red(0)).toEqual([0, 1, 2, 3])
    expect(red(1)).toEqual([1, 0, 3, 2])
  })

  it('refuses crops of another size and another number of flips', () => {
    expect(() => normalise([crop.subarray(1)], scaling)).toThrow(ShapeError)
    expect(() => normalise([crop], scaling, { flips: [] })).toThrow(/expected 1 flips, one a crop, got 0/)
  })
})
