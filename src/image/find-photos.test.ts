import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, UsageError } from '../core/index.ts'
import { findPhotos, isImagePath } from './index.ts'

const folder = temporaryFolder()
const files = [
  'b.jpg',
  'a.PNG',
  'notes.txt',
  '.hidden.jpg',
  'trip/2.webp',
  'trip/10.jpeg',
  'trip/.cache/x.jpg',
  'c.jpg/d.tif',
]
for (const file of files) {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), '')
}
symlinkSync(join(folder, 'trip'), join(folder, 'trip', 'loop'))
symlinkSync(join(folder, 'gone.jpg'), join(folder, 'dangling.jpg'))

const found = async (...paths: readonly string[]) =>
  (await findPhotos(paths)).map((path) => relative(folder, path).replaceAll('\\', '/'))

describe('findPhotos', () => {
  it('lists folders to the bottom, sorted, without hidden names, other files and loops', async () => {
    expect(await found(folder)).toEqual(['a.PNG', 'b.jpg', 'c.jpg/d.tif', 'trip/10.jpeg', 'trip/2.webp'])
  })

  it('names each photo once, however often it was asked for', async () => {
    const trip = join(folder, 'trip')
    const again = await found(trip, join(folder, 'b.jpg'), join(trip, '2.webp'), join(trip, '..', 'b.jpg'), trip)
    expect(again).toEqual(['b.jpg', 'trip/10.jpeg', 'trip/2.webp'])
  })

  it('takes a hidden photo that is named itself', async () => {
    expect(await found(join(folder, '.hidden.jpg'))).toEqual(['.hidden.jpg'])
  })

  it('refuses what is not there and what is no photo', async () => {
    await expect(findPhotos([join(folder, 'nowhere')])).rejects.toBeInstanceOf(MissingError)
    await expect(findPhotos([join(folder, 'notes.txt')])).rejects.toBeInstanceOf(UsageError)
  })
})

describe('isImagePath', () => {
  it('goes by the ending in any case', () => {
    expect(['x.jpg', 'x.JPEG', 'x.tif', 'x.avif', 'x.heic', 'x.svg', 'jpg'].map(isImagePath)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
