import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { FormatError, MissingError } from '../core/index.ts'
import { type CropSource, openCropSource } from './random-crops.ts'

const folder = temporaryFolder()
const SIDE = 16

/** A photo in which red tells the column and green the row, from 0 to 255; blue is 7. */
async function writeGradient(name: string, width: number, height: number): Promise<string> {
  const path = join(folder, name)
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    if (at % 3 === 0) return Math.round((255 * (pixel % width)) / (width - 1))
    return at % 3 === 1 ? Math.round((255 * Math.floor(pixel / width)) / (height - 1)) : 7
  })
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path)
  return path
}

/** Where a crop of a gradient was cut: shares of the photo's width and height, and whether it was mirrored. */
function whereOf(crop: Uint8Array) {
  const at = (row: number, column: number, channel: number): number => crop[(row * SIDE + column) * 3 + channel]! / 255
  const middle = SIDE / 2
  const [one, other] = [at(middle, 1, 0), at(middle, SIDE - 2, 0)]
  // Between the second and the last but one pixel lie 13 of 16 pixels.
  const share = (a: number, b: number): number => (Math.abs(a - b) * SIDE) / (SIDE - 3)
  return {
    mirrored: other < one,
    width: share(one, other),
    height: share(at(1, middle, 1), at(SIDE - 2, middle, 1)),
    centre: [(one + other) / 2, (at(1, middle, 1) + at(SIDE - 2, middle, 1)) / 2],
  }
}

describe('random crops', () => {
  let photos: CropSource
  let crops: readonly Uint8Array[]
  beforeAll(async () => {
    photos = await openCropSource([await writeGradient('wide.png', 300, 200), await writeGradient('tall.png', 90, 120)])
    crops = photos.random(
      Array.from({ length: 600 }, (_, at) => at % 2),
      { side: SIDE, seed: 'crops' },
    )
  })

  it('are the same for the same seed, and others for another', () => {
    const again = photos.random([0, 1, 0], { side: SIDE, seed: 'crops' })
    expect(again).toEqual(crops.slice(0, 3))
    expect(photos.random([0, 1, 0], { side: SIDE, seed: 'other' })).not.toEqual(again)
    expect(crops[0]).not.toEqual(crops[2]) // of one photo
  })

  it('lie within the photo, everywhere in it, with 35 to 100 % of its area and sides of 3 : 4 to 4 : 3', () => {
    const found = crops.map(whereOf)
    const areas = found.map(({ width, height }) => width * height)
    expect(Math.min(...areas)).toBeGreaterThan(0.3) // 300 by 200 cut at its edge: .35 of it at 4 : 3 is .36 by .97
    expect(Math.max(...areas)).toBeLessThan(1.05)
    expect(Math.max(...areas)).toBeGreaterThan(0.9)
    for (const [at, { width, height, centre }] of found.entries()) {
      const [wide, high] = at % 2 === 0 ? ([300, 200] as const) : ([90, 120] as const)
      const cutAtEdge = width > 0.95 || height > 0.95
      const aspect = (width * wide) / (height * high)
      if (!cutAtEdge) expect(Math.abs(Math.log(aspect))).toBeLessThan(Math.log(4 / 3) + 0.08)
      for (const [axis, size] of [width, height].entries()) {
        expect(centre[axis]! - size / 2).toBeGreaterThan(-0.04)
        expect(centre[axis]! + size / 2).toBeLessThan(1.04)
      }
    }
    const lefts = found.map(({ centre, width }) => centre[0]! - width / 2)
    const rights = found.map(({ centre, width }) => centre[0]! + width / 2)
    expect(Math.min(...lefts)).toBeLessThan(0.03)
    expect(Math.max(...rights)).toBeGreaterThan(0.97)
  })

  it('are mirrored half the time, and keep blue blue', () => {
    const mirrored = crops.filter((crop) => whereOf(crop).mirrored).length
    expect(mirrored).toBeGreaterThan(240)
    expect(mirrored).toBeLessThan(360)
    for (const crop of crops)
      expect(crop.length === SIDE * SIDE * 3 && crop.every((v, at) => at % 3 !== 2 || v === 7)).toBe(true)
  })

  it('are mirrored exactly: pixel by pixel the crop of the same box turned round', async () => {
    // So small that every box is met both ways.
    const tiny = await openCropSource([await writeGradient('tiny.png', 3, 3)])
    const all = tiny.random(
      Array.from({ length: 400 }, () => 0),
      { side: SIDE, seed: 'tiny' },
    )
    const turned = (crop: Uint8Array): string => {
      const rows = Array.from({ length: SIDE }, (_, row) => crop.slice(row * SIDE * 3, (row + 1) * SIDE * 3))
      return rows
        .flatMap((row) =>
          Array.from({ length: SIDE }, (_, at) =>
            row
              .slice(3 * (SIDE - 1 - at))
              .slice(0, 3)
              .join(),
          ),
        )
        .join()
    }
    const known = new Set(all.map((crop) => crop.join()))
    expect(known.size).toBeGreaterThan(6)
    for (const crop of all) expect(known.has(turned(crop))).toBe(true)
  })

  it('in the centre are the whole short side, neither mirrored nor moved', () => {
    const [wide, tall] = photos.centre([0, 1], SIDE).map(whereOf)
    expect(wide).toMatchObject({ mirrored: false, width: expect.closeTo(2 / 3, 1), height: expect.closeTo(1, 1) })
    expect(tall).toMatchObject({ mirrored: false, width: expect.closeTo(1, 1), height: expect.closeTo(3 / 4, 1) })
    for (const { centre } of [wide!, tall!]) for (const at of centre) expect(at).toBeCloseTo(0.5, 2)
  })

  it('of large photos are cut from a smaller rendering of the whole', async () => {
    const large = await openCropSource([await writeGradient('large.png', 1200, 800)])
    const found = large
      .random(
        Array.from({ length: 50 }, () => 0),
        { side: SIDE, seed: 'crops' },
      )
      .map(whereOf)
    expect(Math.min(...found.map(({ width, height }) => width * height))).toBeGreaterThan(0.3)
    expect(large.centre([0], SIDE).map(whereOf)).toMatchObject([{ width: expect.closeTo(2 / 3, 1) }])
  })

  it('name a photo that cannot be read', async () => {
    const path = join(folder, 'text.jpg')
    await writeFile(path, 'no photo')
    await expect(openCropSource([path])).rejects.toThrow(FormatError)
    await expect(openCropSource([join(folder, 'gone.jpg')])).rejects.toThrow(MissingError)
  })
})
