import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatShape, sameShape, ShapeError, sizeOf, tensor, zeros } from './index.ts'

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 })

describe('tensor', () => {
  it('holds as many numbers as its shape says: one for a scalar, none where an extent is zero', () => {
    expect(sizeOf([])).toBe(1)
    expect(sizeOf([2, 3, 4])).toBe(24)
    expect(sizeOf([2, 0, 4])).toBe(0)
    expect(tensor([], [5]).data).toEqual(Float32Array.of(5))
    expect(tensor([2, 0], []).data).toHaveLength(0)
    fc.assert(
      fc.property(shapes, (shape) => {
        const { data } = zeros(shape)
        expect(data).toHaveLength(sizeOf(shape))
        expect(data.every((value) => value === 0)).toBe(true)
        expect(tensor(shape, data)).toEqual(zeros(shape))
      }),
    )
  })

  it('refuses any other count, and says which shape, how many it holds and how many it got', () => {
    expect(() => tensor([2, 3], [1, 2])).toThrow(ShapeError)
    expect(() => tensor([2, 3], [1, 2])).toThrow('shape (2, 3) holds 6 numbers, got 2')
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 700 }), (shape, count) => {
        fc.pre(count !== sizeOf(shape))
        expect(() => tensor(shape, new Float32Array(count))).toThrow(ShapeError)
      }),
    )
  })

  it('rounds plain numbers to float32, and keeps a Float32Array without copying it', () => {
    expect(tensor([1], [0.1]).data[0]).toBe(Math.fround(0.1))
    const data = Float32Array.of(1, 2)
    expect(tensor([2], data).data).toBe(data)
  })

  it('has a shape of its own, which does not follow the array it was made from', () => {
    const shape = [2]
    const made = [tensor(shape, [1, 2]), zeros(shape)]
    shape[0] = 9
    expect(made.map((one) => one.shape)).toEqual([[2], [2]])
  })
})

describe('shapes', () => {
  it('are written as messages show them', () => {
    expect([[], [5], [2, 3]].map(formatShape)).toEqual(['()', '(5)', '(2, 3)'])
  })

  it('are the same where every extent is, and never where the number of axes differs', () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true)
    expect(sameShape([], [])).toBe(true)
    expect(sameShape([2, 3], [3, 2])).toBe(false)
    expect(sameShape([2, 3], [2, 3, 1])).toBe(false)
    expect(sameShape([2, 3, 1], [2, 3])).toBe(false)
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        expect(sameShape(a, b)).toBe(formatShape(a) === formatShape(b))
      }),
    )
  })
})
