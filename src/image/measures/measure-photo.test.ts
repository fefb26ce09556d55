import { describe, expect, it } from 'vitest'
import { blurred, pixelsOf, sharpOf, smeared } from '../../../test/support/degraded.ts'
import type { Pixels } from '../pixels.ts'
import { LEAST_FOCUS } from './focus.ts'
import { measurePhoto } from './measure-photo.ts'

/** A photo that nobody took: every pixel by its formula, grey. */
function drawn(shade: (x: number, y: number) => number, { width = 600, height = 400 } = {}): Pixels {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.fill(Math.round(shade(x, y)), 3 * (y * width + x), 3 * (y * width + x) + 3)
  return { width, height, data }
}

/** Bars of 40 px whose edges lean clockwise from upright, three pixels soft. */
function bars(degrees: number): Pixels {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return drawn((x, y) => 128 + 80 * Math.tanh(3 * Math.sin(((x * cos + y * sin) * Math.PI) / 40)))
}

describe('of pictures by formula', () => {
  it('middle grey is at 0 stops, white 2.47 above it, and black as far below as 8 bits reach', () => {
    expect(measurePhoto(drawn(() => 118)).exposure).toBeCloseTo(0, 1)
    expect(measurePhoto(drawn(() => 255)).exposure).toBeCloseTo(Math.log2(1 / 0.18), 6)
    expect(measurePhoto(drawn(() => 0)).exposure).toBeCloseTo(Math.log2(1 / 255 / 12.92 / 0.18), 6)
  })

  it('the shares of black and of white pixels are theirs, and a colour that is full in one channel is neither', () => {
    const photo = drawn((_, y) => (y < 100 ? 0 : y < 140 ? 255 : 90))
    for (let at = 3 * 300 * 600; at < photo.data.length; at += 3) photo.data.set([255, 0, 0], at)
    expect(measurePhoto(photo)).toMatchObject({ clippedDark: 0.25, clippedLight: 0.1 })
  })

  it('one that is all of one colour has no edge: blurred as far as can be told, and no tilt', () => {
    expect(measurePhoto(drawn(() => 118))).toMatchObject({
      focus: LEAST_FOCUS,
      subjectFocus: LEAST_FOCUS,
      motionBlur: 0,
      noise: 0,
      tilt: null,
    })
  })

  it('steps are as sharp at any contrast, from 0 to 2 as they lie, and less so blurred', async () => {
    const steps = (contrast: number) => drawn((x) => 128 + (x % 74 < 37 ? contrast : -contrast))
    const focus = [20, 50, 100].map((contrast) => measurePhoto(steps(contrast)).focus)
    for (const each of focus) expect(Math.abs(each - focus[0]!)).toBeLessThan(0.05)
    expect(focus[0]).toBeGreaterThan(0)
    expect(focus[0]).toBeLessThan(2)
    expect(measurePhoto(await blurred(steps(50), 2)).focus).toBeLessThan(focus[0]! - 2)
  })

  it('the tiles of a floor do not move, sharp or out of focus, and smeared along a line they do', async () => {
    const floor = drawn((x, y) => ((Math.floor(x / 31) + Math.floor(y / 31)) % 2 === 0 ? 60 : 190))
    expect(measurePhoto(floor).motionBlur).toBeLessThan(0.05)
    for (const degrees of [0, 90])
      expect(measurePhoto(await smeared(floor, { length: 12, degrees })).motionBlur).toBeGreaterThan(0.85)
    expect(measurePhoto(await blurred(floor, 3)).motionBlur).toBeLessThan(0.05)
  })

  it.each([-7, -3, -0.5, 0, 1, 4, 9])('lines that lean %d degrees are found within a tenth of one', (degrees) => {
    expect(Math.abs(measurePhoto(bars(degrees)).tilt! - degrees)).toBeLessThan(0.1)
    const level = sharpOf(bars(degrees)).rotate(90)
    return pixelsOf(level).then((turnedOver) =>
      expect(Math.abs(measurePhoto(turnedOver).tilt! - degrees)).toBeLessThan(0.1),
    )
  })

  it.each([-30, 14, 45])('lines that lean %d degrees are meant to, and are no tilt', (degrees) => {
    expect(measurePhoto(bars(degrees)).tilt).toBeNull()
  })

  it.each([
    [1, 1],
    [17, 3],
    [40, 900],
  ])('one of %d x %d has measures too', (width, height) => {
    const { tilt, ...rest } = measurePhoto(drawn((x, y) => (x * 7 + y * 13) % 256, { width, height }))
    expect(Object.values(rest).every(Number.isFinite)).toBe(true)
    expect(tilt === null || Math.abs(tilt) <= 10).toBe(true)
  })
})
