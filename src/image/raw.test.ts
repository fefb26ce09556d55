import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { describeWith } from '../../test/support/programs.ts'
import { type RawContent, rawWriters } from '../../test/support/raw-files.ts'
import { writeTiff } from '../../test/support/tiff-writer.ts'
import { exifToolName } from './exiftool.ts'
import { contentHash } from './index.ts'
import { kindOf } from './kinds.ts'

const writers = Object.entries(rawWriters)
let content: RawContent
beforeAll(async () => {
  const raw = { width: 360, height: 240, channels: 3 } as const
  const preview = await sharp(picture(360, 240).data, { raw }).jpeg().toBuffer()
  content = { preview, sensor: Buffer.alloc(200_000, 'sensor') }
})

describe('isRaw', () => {
  it.each(writers)('%s: by its content', (_, write) => {
    expect(kindOf(write(content))).toBe('RAW')
  })

  it('is not said of a TIFF that names a camera, of one with a smaller copy, or of one cut after its header', async () => {
    const nikon = writeTiff([
      { values: { 271: { text: 'NIKON CORPORATION' }, 262: { shorts: [2] } } },
      { values: { 254: { longs: [1] } } },
    ])
    const pyramid = await sharp(picture(64, 64).data, { raw: { width: 64, height: 64, channels: 3 } })
      .tiff({ pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer()
    expect([nikon, pyramid, nikon.subarray(0, 10), nikon.subarray(0, 4)].map(kindOf)).toEqual(Array(4).fill('TIFF'))
  })
})

describe('contentHash of a RAW file', () => {
  it.each(writers)('%s: the sensor counts, whether and how it was developed does not', (ending, write) => {
    const hash = contentHash(write(content))
    const touched = Buffer.from(content.sensor)
    touched[1000]! ^= 1
    expect(contentHash(write({ ...content, sensor: touched }))).not.toBe(hash)
    const developed = { ...content, preview: Buffer.alloc(50_000, 'x'), orientation: 6, artist: 'A. Nonymous' }
    expect(contentHash(write(developed))).toBe(hash)
  })
})

describeWith('ExifTool', 'contentHash of a RAW file into which ExifTool wrote stars', () => {
  const folder = temporaryFolder()
  it.each(writers)('%s: is what it was', (ending, write) => {
    const path = join(folder, `star.${ending}`)
    const file = write(content)
    writeFileSync(path, file)
    execFileSync(exifToolName(), ['-m', '-overwrite_original', '-XMP:Rating=5', '-Artist=another', path])
    const starred = readFileSync(path)
    expect(starred.equals(file)).toBe(false)
    expect(contentHash(starred)).toBe(contentHash(file))
  })
})
