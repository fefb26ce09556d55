import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bfloatToFloat, floatToBfloat, floatToHalf, halfToFloat } from './half.ts'

const everyPattern = Uint16Array.from({ length: 65_536 }, (_, bits) => bits)

/** The format's definition, in float64: sign, 5 bits of exponent, 10 of fraction. */
function halfByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1024
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction)
}

/** The same for bfloat16, the upper half of a float32: 8 bits of exponent, 7 of fraction. */
function bfloatByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 7) & 0xff
  const fraction = (bits & 0x7f) / 128
  if (exponent === 255) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * 2 ** -126 * fraction : sign * 2 ** (exponent - 127) * (1 + fraction)
}

const formats = [
  {
    name: 'binary16',
    decode: halfToFloat,
    encode: floatToHalf,
    byDefinition: halfByDefinition,
    infinity: 0x7c00,
    /** Half a step past the largest finite number: the least that rounds to infinity. */
    overflow: 65_520,
  },
  {
    name: 'bfloat16',
    decode: bfloatToFloat,
    encode: floatToBfloat,
    byDefinition: bfloatByDefinition,
    infinity: 0x7f80,
    overflow: 2 ** 128 - 2 ** 119,
  },
]

describe.each(formats)('$name', ({ decode, encode, byDefinition, infinity, overflow }) => {
  const encodeOne = (value: number): number => encode(Float32Array.of(value))[0]!

  it('decodes all 65,536 bit patterns to what the format defines', () => {
    const wrong = [...decode(everyPattern)].filter((value, bits) => !Object.is(value, byDefinition(bits)))
    expect(wrong).toEqual([])
  })

  it('gives every pattern back after a round trip, and every NaN as a NaN of the same sign', () => {
    const back = encode(decode(everyPattern))
    const wrong = [...everyPattern].filter((bits) =>
      Number.isNaN(byDefinition(bits))
        ? !Number.isNaN(byDefinition(back[bits]!)) || (back[bits]! & 0x8000) !== (bits & 0x8000)
        : back[bits] !== bits,
    )
    expect(wrong).toEqual([])
  })

  it('rounds to the nearer neighbour and halfway to the even one, between all neighbours of both signs', () => {
    const step = Float32Array.of(0)
    const stepBits = new Int32Array(step.buffer)
    const nudged = (value: number, by: number): number => {
      step[0] = value
      stepBits[0]! += by
      return step[0]
    }
    const wrong: string[] = []
    for (let below = 0; below < infinity - 1; below++) {
      const middle = (byDefinition(below) + byDefinition(below + 1)) / 2 // exact in float32
      const even = below % 2 === 0 ? below : below + 1
      const found = encode(
        Float32Array.of(
          nudged(middle, -1),
          middle,
          nudged(middle, 1),
          nudged(-middle, -1),
          -middle,
          nudged(-middle, 1),
        ),
      )
      const sign = 0x8000
      const expected = [below, even, below + 1, sign | below, sign | even, sign | (below + 1)]
      if (found.join() !== expected.join()) wrong.push(`between ${below} and ${below + 1}: ${found.join(', ')}`)
    }
    expect(wrong).toEqual([])
  })

  it('becomes infinite half a step past the largest number, and not before', () => {
    const largest = infinity - 1
    expect(encodeOne(byDefinition(largest))).toBe(largest)
    expect(encodeOne(overflow)).toBe(infinity)
    expect(encodeOne(overflow * (1 - 2 ** -23))).toBe(largest)
    expect(encodeOne(-overflow)).toBe(0x8000 | infinity)
  })

  it('keeps a NaN whose payload stands in the low bits alone', () => {
    const quiet = new Float32Array(Uint32Array.of(0x7f800001, 0xff800001).buffer)
    expect([...decode(encode(quiet))]).toEqual([NaN, NaN])
  })

  it('never turns two numbers around', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = decode(encode(Float32Array.of(Math.min(a, b), Math.max(a, b))))
        expect(low! <= high!).toBe(true)
      }),
    )
  })

  it('reads a part of a larger buffer', () => {
    const whole = Float32Array.of(7, 1, -2, 9)
    expect([...decode(encode(whole.subarray(1, 3)))]).toEqual([1, -2])
    expect([...decode(encode(whole).subarray(1, 3))]).toEqual([1, -2])
    expect(encode(new Float32Array(0))).toHaveLength(0)
  })
})

describe('known values', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 2 ** -14 - 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0xfc00, -Infinity],
  ])('binary16 pattern %i is %d', (bits, value) => {
    expect(halfToFloat(Uint16Array.of(bits))[0]).toBe(value)
    expect(floatToHalf(Float32Array.of(value))[0]).toBe(bits)
  })

  it('a third, a tenth and the smallest float32 round as IEEE says', () => {
    expect([...floatToHalf(Float32Array.of(1 / 3, 0.1, 2 ** -149, 2 ** -25, 2 ** -25 + 2 ** -40))]).toEqual([
      0x3555, 0x2e66, 0, 0, 1,
    ])
    expect([...floatToBfloat(Float32Array.of(1 / 3, 0.1, 2 ** -149, Math.PI))]).toEqual([0x3eab, 0x3dcd, 0, 0x4049])
  })
})
