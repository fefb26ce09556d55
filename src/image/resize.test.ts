import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { picture } from '../../test/support/picture.ts'
import { ShapeError } from '../core/index.ts'
import { preprocess, resizeBicubic } from './index.ts'
import { resizeWindow } from './resize.ts'

const side = fc.integer({ min: 1, max: 40 })

describe('resizeBicubic', () => {
  it('keeps a picture of one colour, whatever the sizes', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.integer({ min: 0, max: 255 }),
        (width, height, toWidth, toHeight, value) => {
          const flat = { width, height, data: new Uint8Array(width * height * 3).fill(value) }
          expect(resizeBicubic(flat, toWidth, toHeight).data.every((byte) => byte === value)).toBe(true)
        },
      ),
    )
  })

  it('cuts a window out of the same pixels that the whole has', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(39), fc.nat(39), (width, height, toWidth, toHeight, left, top) => {
        fc.pre(left < toWidth && top < toHeight)
        const source = picture(width, height)
        const window = { left, top, width: toWidth - left, height: Math.ceil((toHeight - top) / 2) }
        const part = resizeWindow(source, { width: toWidth, height: toHeight, window })
        const whole = resizeBicubic(source, toWidth, toHeight)
        for (let row = 0; row < window.height; row++) {
          const start = ((top + row) * toWidth + left) * 3
          expect(part.data.subarray(row * window.width * 3, (row + 1) * window.width * 3)).toEqual(
            whole.data.subarray(start, start + window.width * 3),
          )
        }
      }),
      { numRuns: 50 },
    )
  })

  it('refuses sizes that are no whole number of pixels', () => {
    expect(() => resizeBicubic(picture(4, 4), 0, 3)).toThrow(ShapeError)
    expect(() => resizeBicubic(picture(4, 4), 2.5, 3)).toThrow(/got 2.5 x 3/)
  })
})

describe('preprocess', () => {
  it('takes a strip of one pixel without making the whole of it', () => {
    const strip = { width: 20_000, height: 1, data: new Uint8Array(60_000).fill(90) }
    const crop = preprocess(strip, { resize: 224, crop: 224 })
    expect(crop.length).toBe(224 * 224 * 3)
    expect(crop.every((value) => value === 90)).toBe(true)
  })

  it('refuses a crop that does not fit', () => {
    expect(() => preprocess(picture(9, 9), { resize: 8, crop: 9 })).toThrow(
      /a crop of 9 does not fit in a short side of 8/,
    )
  })
})
