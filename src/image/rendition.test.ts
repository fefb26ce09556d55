import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { goldenHeic } from '../../test/support/golden-heic.ts'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { describeWith } from '../../test/support/programs.ts'
import { rawWriters } from '../../test/support/raw-files.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { FormatError, MissingError } from '../core/index.ts'
import { browserShows, readImage, type RenditionOptions, renderPhoto, resizeBicubic } from './index.ts'

const folder = temporaryFolder()
const webp: RenditionOptions = { longSide: 400, format: 'webp', quality: 80 }
const jpeg: RenditionOptions = { longSide: Number.POSITIVE_INFINITY, format: 'jpeg', quality: 92 }

async function write(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** Red, green, blue and grey: top left, top right, bottom left, bottom right. */
const patches = [
  [200, 60, 50],
  [60, 170, 80],
  [50, 90, 200],
  [120, 120, 120],
]

function fourPatches(width: number, height: number) {
  const data = new Uint8Array(3 * width * height)
  for (let at = 0; at < width * height; at++) {
    const right = at % width >= width / 2 ? 1 : 0
    const below = at >= (width * height) / 2 ? 2 : 0
    data.set(patches[right + below]!, 3 * at)
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Width, height and which patch each quarter shows, in the same order. */
async function shown(image: Uint8Array): Promise<readonly number[]> {
  const { data, info } = await sharp(image, { autoOrient: false }).raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const x = Math.floor((info.width * (1 + 2 * (quarter % 2))) / 4)
    const y = Math.floor((info.height * (1 + 2 * Math.floor(quarter / 2))) / 4)
    const colour = data.subarray(3 * (y * info.width + x))
    return patches.findIndex((patch) => patch.every((value, at) => Math.abs(value - colour[at]!) <= 12))
  })
  return [info.width, info.height, ...quarters]
}

describe('a rendition', () => {
  // EXIF: which side of the photo the first row and the first column of the file are.
  it.each([
    [1, [0, 1, 2, 3]],
    [2, [1, 0, 3, 2]],
    [3, [3, 2, 1, 0]],
    [4, [2, 3, 0, 1]],
    [5, [0, 2, 1, 3]],
    [6, [2, 0, 3, 1]],
    [7, [3, 1, 2, 0]],
    [8, [1, 3, 0, 2]],
  ])('of a photo with orientation %i stands upright, and says nothing of it', async (orientation, quarters) => {
    const path = await write(
      `o${orientation}.jpg`,
      await fourPatches(960, 640).withMetadata({ orientation }).jpeg().toBuffer(),
    )
    const size = orientation < 5 ? [360, 240] : [240, 360]
    const made = await renderPhoto(path, { ...webp, longSide: 360 })
    expect(await shown(made)).toEqual([...size, ...quarters])
    expect((await sharp(made).metadata()).orientation).toBeUndefined()
    const full = await renderPhoto(path, jpeg)
    expect(await shown(full)).toEqual([...(orientation < 5 ? [960, 640] : [640, 960]), ...quarters])
    expect((await sharp(full).metadata()).orientation).toBeUndefined()
  })

  it('has the long side that is asked for, but is never enlarged, and keeps at least one row', async () => {
    const size = async (width: number, height: number, longSide: number) => {
      const path = await write('sized.png', await fourPatches(width, height).png().toBuffer())
      const made = await sharp(await renderPhoto(path, { ...webp, longSide })).metadata()
      return [made.width, made.height]
    }
    expect(await size(1000, 333, 400)).toEqual([400, 133])
    expect(await size(333, 1000, 400)).toEqual([133, 400])
    expect(await size(300, 200, 400)).toEqual([300, 200])
    expect(await size(400, 200, 400)).toEqual([400, 200])
    expect(await size(3000, 2, 400)).toEqual([400, 1])
    expect(await size(20_000, 2, Number.POSITIVE_INFINITY)).toEqual([16_383, 2]) // no WebP is longer
  })

  it('holds no metadata: no place, no name, no profile', async () => {
    const exif = { IFD0: { Artist: 'A. Nonymous' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } }
    const source = await fourPatches(60, 40)
      .withExif(exif)
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withIccProfile('p3')
      .jpeg()
      .toBuffer()
    expect(Object.keys(await sharp(source).metadata())).toEqual(expect.arrayContaining(['exif', 'xmp', 'icc']))
    const path = await write('private.jpg', source)
    for (const options of [webp, jpeg]) {
      const made = await renderPhoto(path, options)
      const found = Object.keys(await sharp(made).metadata())
      expect(found.filter((field) => ['exif', 'xmp', 'icc', 'iptc'].includes(field))).toEqual([])
      expect(Buffer.from(made).includes('Nonymous')).toBe(false)
    }
  })

  it('is in sRGB: a profile that covers more colours is applied, and CMYK is converted', async () => {
    const wide = await write('wide.png', await fourPatches(60, 40).withIccProfile('p3').png().toBuffer())
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer()
    expect(stored[0]!).toBeLessThan(195) // in P3 the same red is a smaller number
    const print = await write('print.jpg', await sharp({ create: grey }).toColourspace('cmyk').jpeg().toBuffer())
    expect((await sharp(print).metadata()).space).toBe('cmyk')
    for (const options of [webp, jpeg]) {
      const red = (
        await sharp(await renderPhoto(wide, options))
          .raw()
          .toBuffer()
      )[0]!
      expect(Math.abs(red - 200)).toBeLessThanOrEqual(4)
      const [pixel] = await pixels(await renderPhoto(print, options))
      for (const value of pixel!) expect(Math.abs(value - 120)).toBeLessThan(16)
    }
  })

  it('has the upper 8 of 16 bits, and white where the photo is transparent', async () => {
    const deep = Uint16Array.from({ length: 3 * 64 }, () => 120 * 256 + 255)
    const raw = { width: 8, height: 8, channels: 3 } as const
    const deepPng = await sharp(deep, { raw }).toColourspace('rgb16').png().toBuffer()
    expect((await sharp(deepPng).metadata()).depth).toBe('ushort')
    const clear = await sharp({ create: { ...grey, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer()
    for (const options of [webp, jpeg]) {
      const [middle] = await pixels(await renderPhoto(await write('deep.png', deepPng), options))
      for (const value of middle!) expect(Math.abs(value - 120)).toBeLessThanOrEqual(1)
      const [white] = await pixels(await renderPhoto(await write('clear.png', clear), options))
      for (const value of white!) expect(value).toBeGreaterThanOrEqual(254)
    }
  })

  it('of many frames is of the first', async () => {
    const frames = await Promise.all(['#c83c32', '#325ac8'].map((background) => gif(background)))
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    expect((await sharp(moving).metadata()).pages).toBe(2)
    const made = await renderPhoto(await write('moving.gif', moving), webp)
    const { pages, width, height } = await sharp(made).metadata()
    expect([pages ?? 1, width, height]).toEqual([1, 16, 16])
    expect((await pixels(made))[0]![0]).toBeGreaterThan(150)
  })

  it('of what is damaged, too large or not there is refused in one sentence', async () => {
    const whole = await sharp(picture(800, 600).data, { raw: { width: 800, height: 600, channels: 3 } })
      .jpeg()
      .toBuffer()
    const cut = await write('cut.jpg', whole.subarray(0, whole.length / 2))
    const bomb = Buffer.from(await fourPatches(40, 30).png().toBuffer())
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(50_000, 20)
    const huge = await write('huge.png', bomb)
    const text = await write('text.jpg', 'dear diary\n')
    for (const options of [webp, jpeg]) {
      await expect(renderPhoto(cut, options)).rejects.toThrow(/cut\.jpg is damaged or cut short .* leave it out$/)
      await expect(renderPhoto(huge, options)).rejects.toThrow(/has 60000 x 50000 pixels; palate reads at most 300/)
      await expect(renderPhoto(text, options)).rejects.toThrow(/text\.jpg is text; palate reads JPEG/)
      await expect(renderPhoto(text, options)).rejects.toBeInstanceOf(FormatError)
      await expect(renderPhoto(join(folder, 'gone.jpg'), options)).rejects.toBeInstanceOf(MissingError)
    }
  })
})

const grey = { width: 16, height: 16, channels: 3, background: '#787878' } as const

function gif(background: string): Promise<Buffer> {
  return sharp({ create: { ...grey, background } })
    .gif()
    .toBuffer()
}

/** Colours of an image's pixels, row after row. */
async function pixels(image: Uint8Array): Promise<readonly (readonly number[])[]> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true })
  return Array.from({ length: info.width * info.height }, (_, at) => [...data.subarray(3 * at, 3 * at + 3)])
}

describeWithShared('renditions of real photos', ['photos'], (photos) => {
  const names = readdirSync(photos).filter((name) => name.endsWith('.jpg'))
  it.each(names.slice(0, 8))('%s: look as the whole photo made smaller looks', async (name) => {
    const path = join(photos, name)
    const made = await renderPhoto(path, { ...jpeg, longSide: 200 })
    const { data, info } = await sharp(made).raw().toBuffer({ resolveWithObject: true })
    const whole = await readImage(path)
    expect(Math.max(info.width, info.height)).toBe(200)
    expect(Math.abs(info.width / info.height - whole.width / whole.height)).toBeLessThan(0.02)
    const expected = resizeBicubic(whole, info.width, info.height)
    let sum = 0
    for (let at = 0; at < data.length; at++) sum += Math.abs(data[at]! - expected.data[at]!)
    expect(sum / data.length).toBeLessThan(4) // bicubic and Lanczos, and JPEG
  })
})

describeWith('libheif-js', 'renditions of a HEIC photo', () => {
  it('show its primary picture in sRGB', async () => {
    const made = await renderPhoto(await write('phone.heic', goldenHeic('phone')), jpeg)
    expect((await shown(made)).slice(0, 5)).toEqual([64, 48, 0, 1, 2])
    expect(browserShows(made)).toBe('image/jpeg')
  })
})

describeWith('ExifTool', 'renditions of a RAW photo', () => {
  it.each(Object.keys(rawWriters).filter((ending) => ending !== 'raf'))(
    '%s: show its preview upright',
    async (kind) => {
      const preview = await fourPatches(480, 320).jpeg({ quality: 95 }).toBuffer()
      const raw = rawWriters[kind]!({ preview, sensor: Buffer.alloc(200_000, 'sensor'), orientation: 6 })
      const made = await renderPhoto(await write(`raw.${kind}`, raw), { ...webp, longSide: 240 })
      expect(await shown(made)).toEqual([160, 240, 2, 0, 3, 1])
      expect(browserShows(raw)).toBeUndefined()
    },
  )
})

describe('whether a browser shows a file', () => {
  it.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['avif', 'image/avif'],
    ['gif', 'image/gif'],
    ['tiff', undefined],
  ] as const)('%s: %s', async (format, type) => {
    expect(browserShows(await fourPatches(32, 32).toFormat(format).toBuffer())).toBe(type)
  })

  it('is not so of a HEIC photo, a drawing or nothing', () => {
    const others = [goldenHeic('phone'), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), Buffer.alloc(0)]
    expect(others.map(browserShows)).toEqual([undefined, undefined, undefined])
  })
})
