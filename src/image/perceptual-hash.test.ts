import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { picture } from '../../test/support/picture.ts'
import { hammingDistance, perceptualHash, type Pixels, resizeBicubic } from './index.ts'

/** Grey steps of 9 x 8 cells of 4 x 4 pixels. */
function cells(grey: (column: number, row: number) => number): Pixels {
  const data = new Uint8Array(36 * 32 * 3)
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 36; x++) data.fill(grey(x >> 2, y >> 2), (y * 36 + x) * 3, (y * 36 + x + 1) * 3)
  }
  return { width: 36, height: 32, data }
}

describe('perceptualHash', () => {
  it('has a bit for each cell that is brighter than its right neighbour, row by row', () => {
    expect(perceptualHash(cells(() => 128))).toBe('0000000000000000')
    expect(perceptualHash(cells((column) => 250 - 20 * column))).toBe('ffffffffffffffff')
    expect(perceptualHash(cells((column, row) => (row === 0 && column === 0 ? 200 : 100)))).toBe('8000000000000000')
    expect(perceptualHash(cells((column, row) => (row === 7 && column === 7 ? 200 : 100)))).toBe('0000000000000001')
  })

  it('moves little when the picture is made smaller or compressed, and far when it is mirrored', async () => {
    const original = resizeBicubic(picture(64, 48), 400, 300)
    const hash = perceptualHash(original)
    expect(hammingDistance(hash, perceptualHash(resizeBicubic(original, 200, 150)))).toBeLessThanOrEqual(4)
    const raw = { width: 400, height: 300, channels: 3 } as const
    const jpeg = await sharp(original.data, { raw }).jpeg({ quality: 40 }).toBuffer()
    const compressed = { ...raw, data: await sharp(jpeg).raw().toBuffer() }
    expect(hammingDistance(hash, perceptualHash(compressed))).toBeLessThanOrEqual(4)
    const mirrored = { ...raw, data: await sharp(original.data, { raw }).flop().raw().toBuffer() }
    expect(hammingDistance(hash, perceptualHash(mirrored))).toBeGreaterThan(20)
  })

  it('is defined for a single pixel', () => {
    expect(perceptualHash({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) })).toBe('0000000000000000')
  })
})

describe('hammingDistance', () => {
  it('counts the bits that differ', () => {
    expect(hammingDistance('0000000000000000', 'ffffffffffffffff')).toBe(64)
    expect(hammingDistance('8000000000000001', '0000000000000003')).toBe(2)
    expect(() => hammingDistance('8', '0000000000000003')).toThrow(/"8" is no perceptual hash/)
  })
})
