import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { describeWith } from '../../test/support/programs.ts'
import { type RawContent, rawWriters } from '../../test/support/raw-files.ts'
import { writeTiff } from '../../test/support/tiff-writer.ts'
import { createRandom, FormatError, PalateError } from '../core/index.ts'
import { loadPhoto, readImage } from './index.ts'

const folder = temporaryFolder()
const sensor = Buffer.alloc(200_000, 'sensor') // more than the preview has
let preview: Buffer
let small: Buffer

function jpegOf(width: number, height: number) {
  return sharp(picture(width, height).data, { raw: { width, height, channels: 3 } }).jpeg()
}

async function write(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function writeRaw(name: string, content: Partial<RawContent> = {}): Promise<string> {
  return write(name, rawWriters[name.slice(name.lastIndexOf('.') + 1)]!({ preview, sensor, ...content }))
}

/** Expects the photo to be the preview as sharp turns it on its own, byte by byte. */
async function expectTurned(path: string, jpeg: Uint8Array, orientation: number): Promise<void> {
  const found = await readImage(path)
  const upright = sharp(jpeg).rotate({ 1: 0, 3: 180, 6: 90, 8: 270 }[orientation])
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true })
  expect([found.width, found.height]).toEqual([info.width, info.height])
  expect(data.equals(found.data)).toBe(true) // toEqual takes seconds for so many
}

beforeAll(async () => {
  preview = await jpegOf(360, 240).toBuffer()
  small = await jpegOf(90, 60).toBuffer()
})

describeWith('ExifTool', 'a RAW photo', () => {
  it.each(Object.keys(rawWriters))('%s: is its preview, the right way up', async (ending) => {
    // RAF files have their orientation in the preview.
    for (const orientation of ending === 'raf' ? [1] : [1, 3, 6, 8]) {
      await expectTurned(await writeRaw(`${orientation}.${ending}`, { orientation }), preview, orientation)
    }
  })

  it('is turned once where the preview says its own orientation', async () => {
    const tagged = await sharp(preview).keepExif().withMetadata({ orientation: 8 }).toBuffer()
    for (const ending of ['raf', 'nef']) {
      const path = await writeRaw(`own.${ending}`, { preview: tagged, orientation: 6 })
      await expectTurned(path, tagged, 8)
    }
  })

  it('is turned where the preview has EXIF without an orientation', async () => {
    const exif = Buffer.concat([Buffer.from('Exif\0\0'), writeTiff([{ values: { 315: { text: 'A. Nonymous' } } }])])
    const segment = Buffer.concat([Buffer.of(0xff, 0xe1, 0, exif.length + 2), exif])
    const described = Buffer.concat([preview.subarray(0, 2), segment, preview.subarray(2)])
    const header = await sharp(described).metadata()
    expect([header.exif?.length, header.orientation]).toEqual([exif.length, undefined])
    await expectTurned(await writeRaw('exif.nef', { preview: described, orientation: 6 }), described, 6)
  })

  it('is the largest preview that is a JPEG, whatever the file is called', async () => {
    const both = rawWriters['arw']!({ preview: small, thumbnail: preview, sensor })
    expect(await readImage(await write('both.jpg', both))).toMatchObject({ width: 360, height: 240 })
    const damaged = rawWriters['arw']!({ preview: Buffer.alloc(90_000, 'no JPEG'), thumbnail: preview, sensor })
    expect(await readImage(await write('damaged.arw', damaged))).toMatchObject({ width: 360, height: 240 })
  })

  it('is found under names that are not plain', async () => {
    for (const name of [' a "b" |.nef', '-ver.nef', '#1.nef', 'línea\n2.nef', '@$x.nef', 'a\\nb.nef', '*.nef']) {
      expect(await readImage(await writeRaw(name))).toMatchObject({ width: 360, height: 240 })
    }
  })

  it('many at a time get each its own', async () => {
    const widths = [320, 340, 360, 380, 400, 420]
    const paths = await Promise.all(
      widths.map(async (width) => writeRaw(`${width}.dng`, { preview: await jpegOf(width, 200).toBuffer() })),
    )
    const photos = await Promise.all(paths.map((path) => loadPhoto(path, { resize: 32, crop: 32 })))
    expect(photos.map(({ width }) => width)).toEqual(widths)
  })

  it('is left out where it holds a thumbnail at most', async () => {
    const thumbnail = readImage(await writeRaw('thumb.nef', { preview: small }))
    await expect(thumbnail).rejects.toBeInstanceOf(FormatError)
    await expect(thumbnail).rejects.toThrow(/thumb.nef is a RAW photo without a preview of 320 pixels or more; /)
  })

  it('that is cut short or damaged anywhere is a sentence, and the next one is read', async () => {
    const random = createRandom('damaged RAW files')
    for (const [ending, writer] of Object.entries(rawWriters)) {
      const whole = writer({ preview, sensor: sensor.subarray(0, 20_000), thumbnail: small, orientation: 6 })
      for (let time = 0; time < 4; time++) {
        const touched = Buffer.from(whole.subarray(0, time === 0 ? whole.length / 3 : whole.length))
        for (let count = 0; count < 40; count++) {
          touched[8 + Math.floor(random.uniform() * Math.min(600, touched.length - 8))] = 256 * random.uniform()
        }
        const error: unknown = await readImage(await write(`touched.${ending}`, touched)).catch((thrown) => thrown)
        if (error instanceof Error) expect(error).toBeInstanceOf(PalateError)
      }
    }
    expect(await readImage(await writeRaw('good.cr3'))).toMatchObject({ width: 360, height: 240 })
  })
})
