import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { loadPhoto, preprocess, readImage, resizeBicubic } from './index.ts'

interface Golden {
  readonly pillow: string
  readonly resize: readonly { source: [number, number]; target: [number, number]; rgb: string; newest: number }[]
  readonly frame: readonly {
    source: [number, number]
    resize: number
    crop: number
    sha256: string
    corner: readonly number[]
    mean: readonly number[]
  }[]
  readonly files: readonly { name: string; file: string; size: [number, number]; rgb: string }[]
  readonly photos: readonly { name: string; mean: readonly number[] }[]
}

// Written by test/oracle/pillow.py.
const golden = JSON.parse(readFileSync(new URL('../../test/oracle/pillow.json', import.meta.url), 'utf8')) as Golden

function unpack(text: string): Uint8Array {
  return inflateSync(Buffer.from(text, 'base64'))
}

function difference(a: Uint8Array, b: Uint8Array): { readonly mean: number; readonly most: number } {
  expect(a.length).toBe(b.length)
  let sum = 0
  let most = 0
  for (let at = 0; at < a.length; at++) {
    const levels = Math.abs(a[at]! - b[at]!)
    sum += levels
    most = Math.max(most, levels)
  }
  return { mean: sum / a.length, most }
}

function channelMeans(rgb: Uint8Array): readonly number[] {
  return [0, 1, 2].map((channel) => {
    let sum = 0
    for (let at = channel; at < rgb.length; at += 3) sum += rgb[at]!
    return sum / (rgb.length / 3)
  })
}

describe(`our bicubic resize equals that of Pillow in every byte`, () => {
  it.each(golden.resize)('$source to $target', ({ source, target, rgb, newest }) => {
    const resized = resizeBicubic(picture(...source), ...target)
    expect([resized.width, resized.height]).toEqual(target)
    expect(difference(resized.data, unpack(rgb))).toEqual({ mean: 0, most: 0 })
    expect(newest, `levels that Pillow ${golden.pillow} differs by`).toBeLessThanOrEqual(1)
  })
})

describe('preprocess equals torchvision on Pillow in every byte', () => {
  it.each(golden.frame)('$source, short side $resize, crop $crop', ({ source, resize, crop, sha256, corner, mean }) => {
    const pixels = preprocess(picture(...source), { resize, crop })
    expect([...pixels.subarray(0, 3)]).toEqual(corner)
    channelMeans(pixels).forEach((value, channel) => expect(value).toBeCloseTo(mean[channel]!, 6))
    expect(createHash('sha256').update(pixels).digest('hex')).toBe(sha256)
  })
})

describe('decoded files equal what Pillow decodes, to one grey level', () => {
  const folder = temporaryFolder()
  it.each(golden.files)('$name', async ({ name, file, size, rgb }) => {
    // The ending is of no kind on purpose: the content decides.
    const path = join(folder, `${name}.photo`)
    await writeFile(path, Buffer.from(file, 'base64'))
    const pixels = await readImage(path)
    expect([pixels.width, pixels.height]).toEqual(size)
    expect(difference(pixels.data, unpack(rgb)).most).toBeLessThanOrEqual(1)
  })
})

describeWithShared('crops of real photos', ['photos'], (folder) => {
  it.each(golden.photos)('$name has the channel means that Pillow gives', async ({ name, mean }) => {
    const { crop } = await loadPhoto(join(folder, name), { resize: 224, crop: 224 })
    channelMeans(crop).forEach((value, channel) => expect(value).toBeCloseTo(mean[channel]!, 2))
  })

  it('differ between the fast and the reference mode by less than half a grey level on average', async () => {
    for (const { name } of golden.photos.slice(0, 4)) {
      const framing = { resize: 224, crop: 224 }
      const reference = await loadPhoto(join(folder, name), framing)
      const fast = await loadPhoto(join(folder, name), framing, { mode: 'fast' })
      const { mean, most } = difference(fast.crop, reference.crop)
      expect(mean).toBeGreaterThan(0) // the fast mode did take another way
      expect(mean).toBeLessThan(0.5)
      expect(most).toBeLessThan(16)
      expect([fast.width, fast.height, fast.contentHash]).toEqual([
        reference.width,
        reference.height,
        reference.contentHash,
      ])
    }
  })
})
