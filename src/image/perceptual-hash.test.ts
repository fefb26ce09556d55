import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { picture } from '../../test/support/picture.ts'
import { hammingDistance, perceptualHash, type Pixels, resizeBicubic } from './index.ts'

/** Grey steps of 9 x 9 cells of 8 x 8 pixels. */
function cells(grey: (column: number, row: number) => number): Pixels {
  const data = new Uint8Array(72 * 72 * 3)
  for (let y = 0; y < 72; y++) {
    for (let x = 0; x < 72; x++) data.fill(grey(x >> 3, y >> 3), (y * 72 + x) * 3, (y * 72 + x + 1) * 3)
  }
  return { width: 72, height: 72, data }
}

describe('perceptualHash', () => {
  it('has a bit for each cell that is brighter than its right neighbour, then for those brighter than the one below', () => {
    const none = '0'.repeat(16)
    const all = 'f'.repeat(16)
    expect(perceptualHash(cells(() => 128))).toBe(none + none)
    expect(perceptualHash(cells((column) => 250 - 20 * column))).toBe(all + none)
    expect(perceptualHash(cells((_, row) => 250 - 20 * row))).toBe(none + all)
    expect(perceptualHash(cells((column) => 20 * column))).toBe(none + none)
  })

  it('moves little when the picture is made smaller or compressed, and far when it is mirrored', async () => {
    const original = resizeBicubic(picture(64, 48), 400, 300)
    const hash = perceptualHash(original)
    expect(hammingDistance(hash, perceptualHash(resizeBicubic(original, 200, 150)))).toBeLessThanOrEqual(8)
    const raw = { width: 400, height: 300, channels: 3 } as const
    const jpeg = await sharp(original.data, { raw }).jpeg({ quality: 40 }).toBuffer()
    const compressed = { ...raw, data: await sharp(jpeg).raw().toBuffer() }
    expect(hammingDistance(hash, perceptualHash(compressed))).toBeLessThanOrEqual(8)
    const mirrored = { ...raw, data: await sharp(original.data, { raw }).flop().raw().toBuffer() }
    expect(hammingDistance(hash, perceptualHash(mirrored))).toBeGreaterThan(30)
  })

  it('is defined for a single pixel', () => {
    expect(perceptualHash({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) })).toBe('0'.repeat(32))
  })
})

describe('hammingDistance', () => {
  it('counts the bits that differ', () => {
    expect(hammingDistance('0'.repeat(32), 'f'.repeat(32))).toBe(128)
    expect(hammingDistance(`8${'0'.repeat(30)}1`, `${'0'.repeat(31)}3`)).toBe(2)
    expect(() => hammingDistance('8', '0'.repeat(32))).toThrow(/"8" is no perceptual hash/)
  })
})
