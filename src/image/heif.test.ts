import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goldenHeic } from '../../test/support/golden-heic.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { describeWith } from '../../test/support/programs.ts'
import { createRandom, FormatError } from '../core/index.ts'
import { type Pixels, readImage } from './index.ts'

/** The four patches of test/oracle/heic.js: top left, top right, bottom left, bottom right. */
const patches = [
  [200, 60, 50],
  [60, 170, 80],
  [50, 90, 200],
  [230, 225, 210],
]

const folder = temporaryFolder()

async function read(name: string, content: Uint8Array): Promise<Pixels> {
  const path = join(folder, name)
  await writeFile(path, content)
  return readImage(path)
}

/** Which patch each quarter of a picture shows, in the same order; undefined for a colour that is none of them. */
function quarters({ width, height, data }: Pixels): readonly (number | undefined)[] {
  return [0, 1, 2, 3].map((quarter) => {
    const x = Math.floor((width * (1 + 2 * (quarter % 2))) / 4)
    const y = Math.floor((height * (1 + 2 * Math.floor(quarter / 2))) / 4)
    const colour = data.subarray(3 * (y * width + x))
    const found = patches.findIndex((patch) => patch.every((value, at) => Math.abs(value - colour[at]!) <= 3))
    return found === -1 ? undefined : found
  })
}

/** The file with its description of bit depths turned into another property, which the picture has then instead. */
function withProperty(type: string, value: number): Buffer {
  const file = goldenHeic('phone')
  const at = file.indexOf('pixi')
  file.write(type, at)
  file[at + 4] = value
  return file
}

describeWith('libheif-js', 'a HEIC photo', () => {
  it('shows its primary picture, not the thumbnail, in sRGB by its profile', async () => {
    const pixels = await read('phone.heic', goldenHeic('phone'))
    expect([pixels.width, pixels.height, ...quarters(pixels)]).toEqual([64, 48, 0, 1, 2, 3])
  })

  it('shows the upper 8 of 10 bits', async () => {
    const pixels = await read('deep.HIF', goldenHeic('deep'))
    expect([pixels.width, pixels.height, ...quarters(pixels)]).toEqual([64, 48, 0, 1, 2, 3])
  })

  it('is rotated and mirrored as the file says', async () => {
    const shown = async (type: string, value: number) => {
      const pixels = await read(`${type}${value}.heic`, withProperty(type, value))
      return [pixels.width, pixels.height, ...quarters(pixels)]
    }
    // Quarter turns against the clock (ISO/IEC 23008-12, 6.5.10).
    expect(await shown('irot', 1)).toEqual([48, 64, 1, 3, 0, 2])
    expect(await shown('irot', 2)).toEqual([64, 48, 3, 2, 1, 0])
    expect(await shown('irot', 3)).toEqual([48, 64, 2, 0, 3, 1])
    // About the vertical axis by 1, the horizontal one by 0 (6.5.12).
    expect(await shown('imir', 1)).toEqual([64, 48, 1, 0, 3, 2])
    expect(await shown('imir', 0)).toEqual([64, 48, 2, 3, 0, 1])
  })

  it('that claims a huge size is refused before it is decoded', async () => {
    const file = goldenHeic('phone')
    for (let at = file.indexOf('ispe'); at !== -1; at = file.indexOf('ispe', at + 1)) {
      file.writeUInt32BE(20_000, at + 8)
      file.writeUInt32BE(20_000, at + 12)
    }
    await expect(read('bomb.heic', file)).rejects.toThrow(
      /bomb.heic has 20000 x 20000 pixels; palate reads at most 300 million/,
    )
  })

  it('that is cut short or damaged anywhere is a sentence, and the next one is read', async () => {
    const random = createRandom('damaged HEIC files')
    const whole = goldenHeic('phone')
    let refused = 0
    for (let time = 0; time < 10; time++) {
      const touched = Buffer.from(whole.subarray(0, time < 4 ? 40 + (whole.length - 60) * (time / 4) : whole.length))
      for (let count = 0; time >= 4 && count < 10; count++) {
        touched[24 + Math.floor(random.uniform() * (touched.length - 24))] = 256 * random.uniform()
      }
      const found: unknown = await read('touched.heic', touched).catch((error: unknown) => error)
      if (!(found instanceof Error)) continue
      refused++
      expect(found).toBeInstanceOf(FormatError)
      expect(found.message).toMatch(/touched\.heic .* leave it out$/)
    }
    expect(refused).toBeGreaterThanOrEqual(4)
    expect(quarters(await read('good.heic', whole))).toEqual([0, 1, 2, 3])
  })

  it('many at a time get each its own', async () => {
    const files = [1, 2, 3, 1, 2, 3].map((value) => withProperty('irot', value))
    const photos = await Promise.all(files.map((file, index) => read(`many${index}.heic`, file)))
    expect(photos.map((photo) => quarters(photo)[0])).toEqual([1, 3, 2, 1, 3, 2])
  })
})
