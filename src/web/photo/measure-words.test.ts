import { describe, expect, it } from 'vitest'
import { focusBeside, measureLines, placeAmong } from './measure-words.ts'

const own = {
  focus: 1.5,
  subjectFocus: -2,
  motionBlur: 0.05,
  exposure: -0.43,
  clippedDark: 0.0214,
  clippedLight: 0,
  noise: 1.1,
  tilt: 1.42,
}

const words = (measures: typeof own | (Omit<typeof own, 'tilt'> & { tilt: null }), siblings: (typeof own)[] = []) =>
  Object.fromEntries(measureLines(measures, siblings).map((line) => [line.name, line.words]))

describe('words for measures', () => {
  it('say each in units that people know', () => {
    expect(words(own)).toEqual({
      Focus: 'sharp',
      'Subject focus': 'soft',
      'Motion blur': 'none seen',
      Exposure: '0.4 stops darker than middle grey',
      'Clipped dark': '2.1 % of the picture',
      'Clipped light': 'none',
      Noise: 'some',
      Tilt: '1.4\u00b0 clockwise',
    })
    expect(words({ ...own, exposure: 0.02, tilt: null })).toMatchObject({
      Exposure: 'as bright as middle grey',
      Tilt: 'no lines to tell it by',
    })
    expect(words({ ...own, tilt: -3 })['Tilt']).toBe('3.0\u00b0 counter-clockwise')
    expect(words({ ...own, tilt: -0.1 })['Tilt']).toBe('level')
  })

  it('compare a frame with the others of its series', () => {
    const siblings = [
      { ...own, focus: 0.5, exposure: 0.4, subjectFocus: -1 },
      { ...own, focus: -1, exposure: 0.1, subjectFocus: -3 },
    ]
    expect(words(own, siblings)).toMatchObject({
      Focus: 'sharp, sharpest of 3',
      'Subject focus': 'soft, 2nd sharpest of 3',
      Exposure: '0.4 stops darker than middle grey, darkest of 3',
      Noise: 'some',
    })
  })

  it('keep every meter within its frame', () => {
    for (const value of [-20, 0, 20]) {
      const lines = measureLines({ ...own, focus: value, subjectFocus: value, motionBlur: value, noise: value })
      for (const { meter } of lines) {
        if (meter === null) continue
        expect(meter).toBeGreaterThanOrEqual(0)
        expect(meter).toBeLessThanOrEqual(1)
      }
    }
  })

  it('call none the sharpest of two that look alike', () => {
    const names = { most: 'sharpest', least: 'softest' }
    expect(placeAmong(1, [1.01, 0], names)).toBeNull()
    expect(placeAmong(1, [], names)).toBeNull()
    expect(placeAmong(1, [0.5, 0], names)).toBe('sharpest of 3')
    expect(placeAmong(1, [2, 1.5], names)).toBe('softest of 3')
    expect(placeAmong(1, [2, 0], names)).toBeNull()
    expect(focusBeside(own, [{ ...own, focus: 0 }])).toBe('sharpest of 2')
    expect(focusBeside(own, [own])).toBe('sharp')
  })
})
