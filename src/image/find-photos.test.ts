import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, UsageError } from '../core/index.ts'
import { companionsOf, findPhotos, findPhotosAndCompanions, isImagePath } from './index.ts'

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

describe('a RAW file beside a JPEG or HEIC of its name', () => {
  const shoot = temporaryFolder()
  const names = ['1.JPG', '1.nef', '1.xmp', '1.nef.xmp', '2.cr3', '3.heic', '3.DNG', '4.tif', '4.nef', 'other/2.jpg']
  for (const name of [...names, '5.arw', '5.dng', '5.jpeg', '5.hif']) {
    mkdirSync(join(shoot, name, '..'), { recursive: true })
    writeFileSync(join(shoot, name), '')
  }
  const inShoot = (path: string) => relative(shoot, path).replaceAll('\\', '/')

  it('is its companion: both are one photo, in whatever case they are named', async () => {
    const { photos, companions } = await findPhotosAndCompanions([shoot])
    // 4.tif was made of 4.nef, which is the photo; 5.hif is a photo of its own, for all we know.
    const expected = ['1.JPG', '2.cr3', '3.heic', '4.nef', '4.tif', '5.hif', '5.jpeg', 'other/2.jpg']
    expect(photos.map(inShoot)).toEqual(expected)
    expect(await findPhotos([shoot])).toEqual(photos)
    expect([...companions].map(([photo, raws]) => [inShoot(photo), raws.map(inShoot)])).toEqual([
      ['1.JPG', ['1.nef']],
      ['3.heic', ['3.DNG']],
      ['5.hif', ['5.arw', '5.dng']],
    ])
  })

  it('is found from its photo alone, and beside no other', async () => {
    const { photos, companions } = await findPhotosAndCompanions([shoot])
    for (const photo of photos) expect(await companionsOf(photo)).toEqual(companions.get(photo) ?? [])
    expect(await companionsOf(join(shoot, 'no-folder', '1.jpg'))).toEqual([])
  })

  it('is a photo where it is named itself', async () => {
    const { photos } = await findPhotosAndCompanions([join(shoot, '1.nef'), shoot])
    expect(photos.map(inShoot)).toContain('1.nef')
  })
})

describe('a folder that cannot be listed', () => {
  it('is named beside the photos of all others, and refused where the photos alone are asked for', async () => {
    const deep = temporaryFolder()
    writeFileSync(join(deep, 'here.jpg'), '')
    // Root may list everything: only a path that is too long for the system is refused to it as well.
    const levels = Array.from({ length: 9 }, () => '0'.repeat(250))
    const tail = join(deep, 'tail')
    mkdirSync(join(deep, ...levels), { recursive: true })
    mkdirSync(join(tail, ...levels), { recursive: true })
    renameSync(tail, join(deep, ...levels, 'tail'))
    const { photos, unreadable } = await findPhotosAndCompanions([deep])
    expect(photos).toEqual([join(deep, 'here.jpg')])
    expect(unreadable).toHaveLength(1)
    expect(unreadable[0]!.reason).toMatch(/^cannot list .*0: /)
    await expect(findPhotos([deep])).rejects.toThrow(MissingError)
    await expect(findPhotos([join(deep, 'nothing')])).rejects.toThrow(MissingError)
    execFileSync('sh', ['-c', 'rm -rf 0*'], { cwd: deep })
  })
})

describe('isImagePath', () => {
  it('goes by the ending in any case', () => {
    const photos = ['x.jpg', 'x.JPEG', 'x.tif', 'x.avif', 'x.HEIC', 'x.heif', 'x.hif', 'x.CR2', 'x.cr3', 'x.NEF']
    expect([...photos, 'x.arw', 'x.dng', 'x.raf', 'x.orf'].filter((name) => !isImagePath(name))).toEqual([])
    expect(['x.svg', 'x.xmp', 'x.mov', 'jpg', 'nef'].filter(isImagePath)).toEqual([])
  })
})
