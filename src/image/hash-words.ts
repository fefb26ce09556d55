import { FormatError } from '../core/index.ts'

/** Numbers that a perceptual hash takes. */
export const HASH_WORDS = 4

/**
 * (hash, 4) perceptual hashes as 32-bit words: bit operations on them are exact and fast, where BigInt's are neither needed
 * nor quick. @throws {FormatError} for one that is not 32 hexadecimal digits.
 */
export function hashWords(hashes: readonly string[]): Int32Array {
  const result = new Int32Array(hashes.length * HASH_WORDS)
  hashes.forEach((hash, at) => {
    if (!/^[0-9a-f]{32}$/i.test(hash)) {
      throw new FormatError(`"${hash}" is no perceptual hash: expected 32 hexadecimal digits; compute the hashes again`)
    }
    for (let word = 0; word < HASH_WORDS; word++) {
      result[HASH_WORDS * at + word] = Number.parseInt(hash.slice(8 * word, 8 * word + 8), 16)
    }
  })
  return result
}

/** Different bits of hash number `i` of `a` and number `j` of `b`: 0 to 128. */
export function wordsDistance(a: Int32Array, i: number, b: Int32Array, j: number): number {
  let distance = 0
  for (let word = 0; word < HASH_WORDS; word++)
    distance += bitCount(a[HASH_WORDS * i + word]! ^ b[HASH_WORDS * j + word]!)
  return distance
}

/** Set bits of a 32-bit number: sums of pairs, of fours, of bytes, added up by the product. */
function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
