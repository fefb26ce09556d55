import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DarktableImage,
  type DarktableOptions,
  writeDarktableLibrary,
} from '../../../test/support/darktable-library.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { everythingIn } from '../../../test/support/untouched.ts'
import { readDarktable } from './darktable.ts'

const root = temporaryFolder()

async function libraryOf(images: readonly DarktableImage[], more: Omit<DarktableOptions, 'images'> = {}) {
  return writeDarktableLibrary(join(await mkdtemp(join(root, 'dt-')), 'library.db'), { images, ...more })
}

async function saidOf(image: Partial<DarktableImage>) {
  return (await readDarktable(await libraryOf([{ name: 'a.nef', folder: '/p', ...image }]))).photos[0]!.said
}

describe('a library of darktable', () => {
  it('is read with stars, rejects of both kinds without the stars they had, colours, times and paths', async () => {
    const path = await libraryOf([
      { name: 'a.nef', folder: '/photos/2019', flags: 4 + 2048, taken: '2019:06:07 08:09:10', colours: [0, 3] },
      { name: 'b.nef', folder: '/photos/2019', flags: 3 + 8, taken: 63_695_491_750_250_000 },
      { name: 'c.jpg', folder: '/photos', flags: 6 },
      { name: 'd.jpg', folder: '/photos', flags: 0, taken: 0 },
    ])
    const { photos, odd, notes } = await readDarktable(path)
    const byPath = Object.fromEntries(photos.map(({ path: of, takenAt, said }) => [of, { takenAt, ...said }]))
    expect(byPath).toEqual({
      '/photos/2019/a.nef': { takenAt: '2019-06-07T08:09:10', stars: 4, flag: null, labels: ['red', 'blue'] },
      '/photos/2019/b.nef': { takenAt: '2019-06-07T08:09:10', stars: 0, flag: 'reject', labels: [] },
      '/photos/c.jpg': { takenAt: null, stars: 0, flag: 'reject', labels: [] },
      '/photos/d.jpg': { takenAt: null, stars: 0, flag: null, labels: [] },
    })
    expect({ odd, notes }).toEqual({ odd: 0, notes: [] })
  })

  it('counts the first of duplicates', async () => {
    const same = { name: 'a.nef', folder: '/p' }
    const { photos } = await readDarktable(
      await libraryOf([
        { ...same, flags: 5, version: 2, colours: [1] },
        { ...same, flags: 2, version: 0 },
        { ...same, folder: '/q', flags: 1, version: 1 },
      ]),
    )
    expect(photos.map(({ path, said }) => [path, said.stars, said.labels])).toEqual([
      ['/p/a.nef', 2, []],
      ['/q/a.nef', 1, []],
    ])
  })

  it('is not touched, and one that is open or newer is read with a note', async () => {
    const path = await libraryOf([{ name: 'a.nef', folder: '/p', flags: 2 }], { version: '99' })
    await writeFile(`${path}.lock`, '4711')
    const seen = await everythingIn(join(path, '..'))
    const { photos, notes } = await readDarktable(path)
    expect(photos).toHaveLength(1)
    expect(notes).toEqual([
      `darktable has ${path} open: what it has not saved yet is missing here`,
      `${path} is a library of a newer darktable (version 99): read as far as it looks like earlier ones (up to 36)`,
    ])
    expect(await everythingIn(join(path, '..'))).toEqual(seen)
  })

  it('that gave one star to all by itself is said to have done so', async () => {
    const images = Array.from({ length: 30 }, (_, at) => ({ name: `${at}.nef`, folder: '/p', flags: at < 25 ? 1 : 4 }))
    expect((await readDarktable(await libraryOf(images))).notes).toEqual([
      '25 of 30 photos with stars have just one: darktable may have given it when it imported them',
    ])
  })

  it('without labels is read without; without images it is refused', async () => {
    const image = { name: 'a.nef', folder: '/p', flags: 2, colours: [1] }
    const plain = await libraryOf([image], { change: (db) => db.exec('drop table color_labels; drop table db_info') })
    expect((await readDarktable(plain)).photos[0]!.said).toEqual({ stars: 2, flag: null, labels: [] })
    const none = await libraryOf([image], { change: (db) => db.exec('drop table film_rolls') })
    await expect(readDarktable(none)).rejects.toThrow(
      `${none} is no database of darktable that palate can read: it has no table film_rolls`,
    )
  })

  it('with values that cannot be meant loses these alone', async () => {
    expect(await saidOf({ flags: 'five' })).toEqual({ stars: 0, flag: null, labels: [] })
    expect(await saidOf({ flags: 7 })).toEqual({ stars: 0, flag: null, labels: [] })
    const anything = fc.oneof(fc.constantFrom(null, -1, 6, 7, 15, 1e18, 2.5, 'x', '3'), fc.string(), fc.double())
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            name: fc.oneof(fc.constantFrom(null, '', '../../a.nef', 'b.nef'), fc.string()),
            folder: fc.constantFrom('/p', '', '..', 'C:\\p'),
            flags: anything,
            taken: anything,
            colours: fc.uniqueArray(fc.constantFrom(-1, 0, 4, 5, 'red'), { maxLength: 3 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        async (images) => {
          const { photos } = await readDarktable(await libraryOf(images))
          for (const { path, takenAt, said } of photos) {
            expect(path).not.toBe('')
            expect([0, 1, 2, 3, 4, 5]).toContain(said.stars)
            if (takenAt !== null) expect(takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
          }
        },
      ),
      { numRuns: 30, seed: 7 },
    )
  })
})
