/**
 * 16-bit floats. Node 20 has no Float16Array, and the packages that stand in for it convert one number a call; a task
 * vector has 22 million, so these loops work on whole arrays through the bits.
 */

const floatView = new Float32Array(1)
const bitsView = new Uint32Array(floatView.buffer)

/** The 65,536 values of IEEE binary16 as bits of float32: conversion is one look-up a number. */
const halfTable = buildHalfTable()

function buildHalfTable(): Uint32Array {
  const table = new Uint32Array(65_536)
  for (let half = 0; half < 65_536; half++) {
    const sign = (half & 0x8000) << 16
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) {
      floatView[0] = fraction * 2 ** -24
      table[half] = (bitsView[0]! | sign) >>> 0
    } else if (exponent === 31) {
      table[half] = (sign | 0x7f800000 | (fraction << 13)) >>> 0
    } else {
      table[half] = (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0
    }
  }
  return table
}

/** binary16 bits to float32, exact. */
export function halfToFloat(halves: Uint16Array): Float32Array {
  const result = new Float32Array(halves.length)
  const bits = new Uint32Array(result.buffer)
  for (let at = 0; at < halves.length; at++) bits[at] = halfTable[halves[at]!]!
  return result
}

/** float32 to binary16 bits, rounded to nearest, ties to even. Values from 65,520 on become infinite. */
export function floatToHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  for (let at = 0; at < values.length; at++) result[at] = halfBits(bits[at]!)
  return result
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00 // 65,536 and above: infinite
  if (magnitude < 0x38800000) {
    // Subnormal: the fraction in units of 2^-24, rounded by adding a number whose last bit has that weight.
    bitsView[0] = magnitude
    const scaled = floatView[0]! * 2 ** 24
    const floor = Math.floor(scaled)
    const rest = scaled - floor
    const up = rest > 0.5 || (rest === 0.5 && (floor & 1) === 1)
    return sign | (floor + (up ? 1 : 0))
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((rounded - 0x38000000) >>> 13)
}

/** bfloat16 bits to float32, exact. */
export function bfloatToFloat(values: Uint16Array): Float32Array {
  const result = new Float32Array(values.length)
  const bits = new Uint32Array(result.buffer)
  for (let at = 0; at < values.length; at++) bits[at] = (values[at]! << 16) >>> 0
  return result
}

/** float32 to bfloat16 bits, rounded to nearest, ties to even. */
export function floatToBfloat(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  for (let at = 0; at < values.length; at++) {
    const value = bits[at]!
    const isNan = (value & 0x7fffffff) > 0x7f800000
    result[at] = isNan ? (value >>> 16) | 0x40 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16
  }
  return result
}
