import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { rawWriters } from '../../test/support/raw-files.ts'
import { MissingError } from '../core/index.ts'
import { leftOutSentences, loadPhotos, MissingReaderError, partByReader, readImage, skippedBy } from './index.ts'

const folder = temporaryFolder()
const missing = 'RAW photos need ExifTool, and /nowhere/exiftool is not there; install it (https://exiftool.org, '

describe('without ExifTool', () => {
  beforeEach(() => vi.stubEnv('PALATE_EXIFTOOL', '/nowhere/exiftool'))
  afterEach(() => vi.unstubAllEnvs())

  it('a RAW photo is refused in one sentence that says what to install', async () => {
    const path = join(folder, 'a.jpg') // by its content
    await writeFile(path, rawWriters['cr2']!({ preview: Buffer.alloc(9), sensor: Buffer.alloc(9) }))
    const error: unknown = await readImage(path).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(MissingReaderError)
    expect((error as Error).message).toContain(`${path} cannot be read: ${missing}`)
  })

  it('a thousand are one sentence with their number, and no file is opened', async () => {
    const raws = Array.from({ length: 1000 }, (_, index) => `/nowhere/${index}.NEF`)
    const { readable, skipped } = await partByReader(['/nowhere/a.jpg', ...raws, '/nowhere/b.tif'])
    expect(readable).toEqual(['/nowhere/a.jpg', '/nowhere/b.tif'])
    expect(skipped.map(({ path }) => path)).toEqual(raws)
    expect(leftOutSentences(skipped)).toEqual([
      expect.stringContaining(`1000 photos such as /nowhere/0.NEF cannot be read: ${missing}`),
    ])
  })

  it('other photos are loaded, and RAW ones reported beside what else cannot be read', async () => {
    const good = join(folder, 'good.png')
    await sharp(picture(40, 40).data, { raw: { width: 40, height: 40, channels: 3 } }).toFile(good)
    const loaded: string[] = []
    const skipped = await loadPhotos(['/nowhere/1.dng', good, '/nowhere/2.dng', '/nowhere/c.jpg'], framing, {
      each: ({ path }) => void loaded.push(path),
    })
    expect(loaded).toEqual([good])
    expect(leftOutSentences(skipped)).toEqual([
      'cannot read /nowhere/c.jpg: there is no such file or folder',
      expect.stringContaining('2 photos such as /nowhere/1.dng cannot be read: RAW photos need ExifTool'),
    ])
    await expect(loadPhotos(['/nowhere/1.dng'], framing, { each() {} })).rejects.toBeInstanceOf(MissingError)
  })
})

const framing = { resize: 32, crop: 32 }

describe('an ExifTool with known holes', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is not started', async () => {
    const old = join(folder, 'exiftool-12.16')
    await writeFile(old, '#!/bin/sh\necho 12.16\n')
    await chmod(old, 0o755)
    vi.stubEnv('PALATE_EXIFTOOL', old)
    const { skipped } = await partByReader(['a.raf'])
    expect(skipped[0]!.reason).toContain(`need ExifTool 12.38 or later, for safety, and ${old} is 12.16; install it`)
  })
})

describe('leftOutSentences', () => {
  it('names a single photo, and every photo with a reason of its own', () => {
    const heic = skippedBy('a.heic', new MissingReaderError('a.heic', 'HEIC photos need the package libheif-js'))
    const gone = skippedBy('b.jpg', new MissingError('cannot read b.jpg'))
    expect(leftOutSentences([heic, gone, gone])).toEqual([
      'cannot read b.jpg',
      'cannot read b.jpg',
      'a.heic cannot be read: HEIC photos need the package libheif-js',
    ])
  })
})
