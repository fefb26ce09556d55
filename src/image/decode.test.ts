import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { FormatError, MissingError } from '../core/index.ts'
import { readImage } from './index.ts'

const folder = temporaryFolder()

async function write(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

function sourceImage(width = 40, height = 30) {
  return sharp(picture(width, height).data, { raw: { width, height, channels: 3 } })
}

describe('what a photo shows', () => {
  it('is the upper 8 bits of 16-bit colours', async () => {
    const values = Uint16Array.from({ length: 12 }, (_, at) => at * 5000 + 255)
    const png = await sharp(values, { raw: { width: 2, height: 2, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    const { data } = await readImage(await write('deep.png', png))
    expect([...data]).toEqual([...values].map((value) => value >> 8))
  })

  it('is white where it is transparent, and half white where it is half transparent', async () => {
    const rgba = Uint8Array.of(200, 100, 0, 0, 200, 100, 0, 255, 200, 100, 0, 51)
    const png = await sharp(rgba, { raw: { width: 3, height: 1, channels: 4 } })
      .png()
      .toBuffer()
    const { data } = await readImage(await write('clear.png', png))
    const blended = [200, 100, 0].map((value) => value * 0.2 + 255 * 0.8)
    expect([...data.subarray(0, 6)]).toEqual([255, 255, 255, 200, 100, 0])
    blended.forEach((value, channel) => expect(Math.abs(data[6 + channel]! - value)).toBeLessThanOrEqual(1))
  })

  it('is in sRGB: a profile that covers more colours is applied', async () => {
    const red = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#c83228' } })
      .withIccProfile('p3')
      .png()
      .toBuffer()
    const stored = (await sharp(red, { ignoreIcc: true }).raw().toBuffer())[0]!
    const { data } = await readImage(await write('p3.png', red))
    expect(stored).toBeLessThan(195) // in P3 the same red is a smaller number
    expect(Math.abs(data[0]! - 0xc8)).toBeLessThanOrEqual(2)
  })

  it('is close to the original after CMYK', async () => {
    const flat = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#a0785a' } })
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer()
    expect((await sharp(flat).metadata()).space).toBe('cmyk')
    const { data } = await readImage(await write('print.jpg', flat))
    ;[0xa0, 0x78, 0x5a].forEach((value, channel) => expect(Math.abs(data[channel]! - value)).toBeLessThan(16))
  })
})

/** Three pixels of float32, written by Pillow 13. */
const floatTiff = Buffer.from(
  'SUkqAAgAAAAKAAABBAABAAAAAwAAAAEBBAABAAAAAQAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAhgAAABYBBAABAAAAAQAAABcBBAABAAAADAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAAAAAAAAAAA/AACAPwAAAAA=',
  'base64',
)

describe('files that are no photos', () => {
  it('are refused in one sentence that names the file and what to do', async () => {
    const refused = async (name: string, content: Uint8Array | string, message: RegExp) => {
      const path = await write(name, content)
      const error: unknown = await readImage(path).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(FormatError)
      const text = (error as FormatError).message
      expect(text).toMatch(message)
      expect(text).toContain(path)
      expect(text).toMatch(/leave it out$/)
      expect(text).not.toContain('\n')
    }
    await refused('empty.jpg', '', /is empty/)
    await refused('text.jpg', 'dear diary\n', /is text; palate reads JPEG, PNG/)
    await refused('drawing.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', /is SVG/)
    await refused('film.jpg', Buffer.from('\0\0\0\x14ftypmp42\0\0\0\0isom'), /is a video or an unknown container/)
    await refused('page.jpg', '%PDF-1.7\n%\xff', /is PDF/)
    await refused(
      'noise.jpg',
      Uint8Array.from({ length: 99 }, (_, at) => (at * 37 + 5) % 256),
      /of an unknown kind/,
    )
    await refused('start.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /damaged or cut short/)
    await refused('float.tif', floatTiff, /values of type float/)
  })

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('%s: half a file is an error', async (kind) => {
    const whole = await sourceImage(200, 150).toFormat(kind).toBuffer()
    const path = await write(`half.${kind}`, whole.subarray(0, whole.length / 2))
    await expect(readImage(path)).rejects.toThrow(/half\..* is damaged or cut short/)
    await expect(readImage(path)).rejects.toBeInstanceOf(FormatError)
    await expect(readImage(await write(`whole.${kind}`, whole))).resolves.toMatchObject({ width: 200, height: 150 })
  })

  it('a JPEG that lacks its last bytes is an error, progressive or not', async () => {
    for (const progressive of [false, true]) {
      const whole = await sourceImage().jpeg({ progressive }).toBuffer()
      await expect(readImage(await write('cut.jpg', whole.subarray(0, -20)))).rejects.toThrow(/cut short/)
    }
  })

  it('a small file that claims a huge size is refused before it is decoded', async () => {
    const png = Buffer.from(await sourceImage().png().toBuffer())
    png.writeUInt32BE(60_000, 16)
    png.writeUInt32BE(50_000, 20)
    const path = await write('bomb.png', png)
    await expect(readImage(path)).rejects.toThrow(/has 60000 x 50000 pixels; palate reads at most 300 million/)
  })

  it('what is not there, or is a folder, cannot be read', async () => {
    await expect(readImage(join(folder, 'nowhere.jpg'))).rejects.toThrow(/nowhere.jpg: there is no such file/)
    await mkdir(join(folder, 'folder.jpg'))
    await expect(readImage(join(folder, 'folder.jpg'))).rejects.toThrow(/folder.jpg: it is a folder/)
    await expect(readImage(join(folder, 'folder.jpg'))).rejects.toBeInstanceOf(MissingError)
  })
})
