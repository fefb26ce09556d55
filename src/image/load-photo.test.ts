import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import {
  contentHash,
  hammingDistance,
  loadPhoto,
  perceptualHash,
  preprocess,
  readImage,
  resizeBicubic,
} from './index.ts'

const folder = temporaryFolder()
const framing = { resize: 32, crop: 32 }

async function writeJpeg(name: string, width: number, height: number): Promise<string> {
  const { data } = resizeBicubic(picture(20, 30), width, height)
  const path = join(folder, name)
  await writeFile(
    path,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer(),
  )
  return path
}

describe('loadPhoto', () => {
  it('makes of one reading what the single functions make', async () => {
    const path = await writeJpeg('photo.jpg', 90, 120)
    const pixels = await readImage(path)
    expect(await loadPhoto(path, framing)).toEqual({
      crop: preprocess(pixels, framing),
      contentHash: contentHash(await readFile(path)),
      perceptualHash: perceptualHash(pixels),
      width: 90,
      height: 120,
    })
  })

  it('frames the fast crop as the reference, though the smaller rendering has other proportions', async () => {
    // 200 x 212 becomes 32 x 33 and is cropped from row 0; its rendering of 80 x 85 would be 32 x 34, cropped from row 1.
    const path = await writeJpeg('tall.jpg', 200, 212)
    const reference = await loadPhoto(path, framing)
    const fast = await loadPhoto(path, framing, { mode: 'fast' })
    const sum = fast.crop.reduce((total, value, at) => total + Math.abs(value - reference.crop[at]!), 0)
    expect(sum).toBeGreaterThan(0)
    expect(sum / fast.crop.length).toBeLessThan(1)
    expect(hammingDistance(fast.perceptualHash, reference.perceptualHash)).toBeLessThanOrEqual(4) // of 128
    expect([fast.width, fast.height, fast.contentHash]).toEqual([200, 212, reference.contentHash])
  })

  it('takes the fast way only where the photo is larger than it needs', async () => {
    const path = await writeJpeg('small.jpg', 60, 70)
    expect(await loadPhoto(path, framing, { mode: 'fast' })).toEqual(await loadPhoto(path, framing))
  })
})
