import { mkdir, mkdtemp, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  type LightroomImage,
  openLightroomCatalog,
  writeLightroomCatalog,
} from '../../../test/support/lightroom-catalog.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { everythingIn } from '../../../test/support/untouched.ts'
import { CancelledError, FormatError, MissingError, PalateError } from '../../core/index.ts'
import { readLightroom } from './lightroom.ts'

const root = temporaryFolder()

const newFolder = (): Promise<string> => mkdtemp(join(root, 'lr-'))

async function catalogOf(images: readonly LightroomImage[], more: { root?: string; version?: string | null } = {}) {
  const path = join(await newFolder(), 'My Photos.lrcat')
  return writeLightroomCatalog(path, { root: '/photos/', images, ...more })
}

/** What is said of one image. */
async function saidOf(image: Partial<LightroomImage>) {
  const { photos } = await readLightroom(await catalogOf([{ name: 'IMG_1.CR2', ...image }]))
  return photos[0]!.said
}

/** Where private copies are made, of these tests alone. */
const temporary = join(root, 'temporary')
beforeAll(async () => {
  await mkdir(temporary)
  vi.stubEnv('TMPDIR', temporary)
  return () => vi.unstubAllEnvs()
})

describe('a Lightroom catalog', () => {
  it('is read with stars, flags, labels, times, sizes and paths', async () => {
    const path = await catalogOf(
      [
        {
          name: 'IMG_1.CR2',
          folder: '2019/june/',
          rating: 4,
          pick: 1,
          label: 'Green',
          taken: '2019-06-07T08:09:10.25',
          size: 24_000_000,
          sidecars: 'JPG,xmp',
        },
        { name: 'two.jpg', pick: -1, format: 'JPG' },
        { name: 'clip.mov', rating: 5, format: 'VIDEO' },
      ],
      { root: 'D:\\Photos\\' },
    )
    expect(await readLightroom(path)).toEqual({
      photos: [
        {
          path: 'D:/Photos/2019/june/IMG_1.CR2',
          alsoPaths: ['D:/Photos/2019/june/IMG_1.JPG'],
          takenAt: '2019-06-07T08:09:10',
          size: 24_000_000,
          said: { stars: 4, flag: 'pick', labels: ['Green'] },
        },
        {
          path: 'D:/Photos/two.jpg',
          alsoPaths: [],
          takenAt: null,
          size: null,
          said: { stars: 0, flag: 'reject', labels: [] },
        },
      ],
      odd: 0,
      notes: [],
    })
  })

  it('counts the values of the master of virtual copies, and a pick of any', async () => {
    const copies = [
      { rating: 5, pick: 0, label: 'Red' },
      { rating: 1, pick: -1 },
    ]
    expect(await saidOf({ rating: 2, pick: -1, label: 'Blue', copies })).toEqual({
      stars: 2,
      flag: 'reject',
      labels: ['Blue'],
    })
    expect((await saidOf({ rating: 2, pick: -1, copies: [...copies, { pick: 1 }] })).flag).toBe('pick')
    const { photos } = await readLightroom(
      await catalogOf([
        { name: 'a.jpg', copies },
        { name: null, copies },
        { name: 'b.jpg', rating: 3 },
      ]),
    )
    expect(photos.map(({ path, said }) => [path, said.stars])).toEqual([
      ['/photos/a.jpg', 0],
      ['/photos/b.jpg', 3],
    ])
  })

  it('of a newer Lightroom is read with a note, also where it has more tables and columns', async () => {
    const path = join(await newFolder(), 'new.lrcat')
    writeLightroomCatalog(path, {
      root: '/photos/',
      version: '2900001',
      images: [{ name: 'a.jpg', rating: 3 }],
      change: (database) => database.exec('alter table Adobe_images add column mood; create table AgMoods (x)'),
    })
    const { photos, notes } = await readLightroom(path)
    expect(photos[0]!.said.stars).toBe(3)
    expect(notes).toEqual([
      `${path} is a catalog of a newer Lightroom (version 29): read as far as it looks like earlier ones (up to 14)`,
    ])
    expect((await readLightroom(await catalogOf([{ name: 'a.jpg' }], { version: null }))).notes).toEqual([])
  })

  it('without columns that can be missed is read without them', async () => {
    const path = join(await newFolder(), 'old.lrcat')
    writeLightroomCatalog(path, {
      root: '/photos',
      images: [{ name: 'a.jpg', rating: 3, label: 'Red', copies: [{ rating: 1 }] }],
      change: (database) => {
        for (const column of ['colorLabels', 'captureTime', 'masterImage', 'fileFormat'])
          database.exec(`alter table Adobe_images drop column ${column}`)
        for (const column of ['idx_filename', 'sidecarExtensions', 'importHash'])
          database.exec(`alter table AgLibraryFile drop column ${column}`)
        database.exec('drop table Adobe_variablesTable')
      },
    })
    const { photos } = await readLightroom(path)
    expect(photos).toEqual([
      { path: '/photos/a.jpg', alsoPaths: [], takenAt: null, size: null, said: { stars: 1, flag: null, labels: [] } },
    ])
  })
})

describe('reading a Lightroom catalog leaves no trace', () => {
  it('in its folder, and removes its copy', async () => {
    const path = await catalogOf([{ name: 'a.jpg', rating: 3 }])
    const folder = join(path, '..')
    const seen = await everythingIn(folder)
    await readLightroom(path)
    expect(await everythingIn(folder)).toEqual(seen)
    expect(await readdir(temporary)).toEqual([])
  })

  it('where changes stand in a write-ahead log alone, and Lightroom has it open', async () => {
    const path = join(await newFolder(), 'open.lrcat')
    const open = openLightroomCatalog(path, { root: '/photos/', images: [{ name: 'a.jpg', rating: 3 }] })
    onTestFinished(() => void open.close())
    open.pragma('journal_mode = wal')
    open.pragma('wal_autocheckpoint = 0')
    open.exec('update Adobe_images set rating = 5')
    await writeFile(`${path}.lock`, '')
    const folder = join(path, '..')
    const seen = await everythingIn(folder)
    const { photos, notes } = await readLightroom(path)
    expect(photos[0]!.said.stars).toBe(5) // the last value is in the log, and not in the file
    expect((await readFile(path)).length).toBeGreaterThan(0)
    expect(notes).toEqual([`Lightroom has ${path} open: what it has not saved yet is missing here`])
    expect(await everythingIn(folder)).toEqual(seen)
  })

  it('where another connection holds it alone, and is in the middle of a change', async () => {
    const path = join(await newFolder(), 'locked.lrcat')
    const open = openLightroomCatalog(path, { root: '/photos/', images: [{ name: 'a.jpg', rating: 3 }] })
    onTestFinished(() => void open.close())
    open.pragma('cache_size = 1')
    open.pragma('cache_spill = 1')
    open.exec('begin exclusive; update Adobe_images set rating = 1')
    // So much that the journal is on disk and pages are in the file already.
    open.exec(
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into AgLibraryCollection (name) select hex(zeroblob(200)) from n',
    )
    const folder = join(path, '..')
    expect(await readdir(folder)).toEqual(['locked.lrcat', 'locked.lrcat-journal'])
    const seen = await everythingIn(folder)
    expect((await readLightroom(path)).photos[0]!.said.stars).toBe(3) // as before the change that is not finished
    expect(await everythingIn(folder)).toEqual(seen)
    open.exec('commit')
    expect((await readLightroom(path)).photos[0]!.said.stars).toBe(1)
  })

  it('when it is stopped', async () => {
    const path = await catalogOf([{ name: 'a.jpg' }])
    const folder = join(path, '..')
    const seen = await everythingIn(folder)
    const controller = new AbortController()
    const reading = readLightroom(path, { signal: controller.signal })
    controller.abort()
    await expect(reading).rejects.toThrow(CancelledError)
    await expect(readLightroom(path, { signal: AbortSignal.abort() })).rejects.toThrow('stopped; nothing was changed')
    expect(await everythingIn(folder)).toEqual(seen)
    expect(await readdir(temporary)).toEqual([])
  })
})

describe('a file that is no catalog of Lightroom, or no whole one, is refused in one sentence, and left as it is', () => {
  async function refusal(path: string): Promise<Error> {
    const folder = join(path, '..')
    const seen = await everythingIn(folder)
    const error = await readLightroom(path).then(
      () => new Error('was read'),
      (thrown: unknown) => thrown as Error,
    )
    expect(error).toBeInstanceOf(PalateError)
    expect(error.message).not.toContain('\n')
    expect(await everythingIn(folder)).toEqual(seen)
    expect(await readdir(temporary)).toEqual([])
    return error
  }

  it('without a table or a column', async () => {
    for (const [change, says] of [
      ['drop table AgLibraryFile', 'has no table AgLibraryFile'],
      ['alter table AgLibraryFolder drop column pathFromRoot', 'its table AgLibraryFolder has no column pathFromRoot'],
      ['drop table Adobe_images; create view Adobe_images as select 1', 'has no table Adobe_images'],
    ] as const) {
      const path = join(await newFolder(), 'part.lrcat')
      writeLightroomCatalog(path, { root: '/', images: [{ name: 'a.jpg' }], change: (db) => void db.exec(change) })
      const error = await refusal(path)
      expect(error).toBeInstanceOf(FormatError)
      expect(error.message).toContain(says)
      expect(error.message).toContain(path)
    }
  })

  it('without being a database, or any file', async () => {
    const folder = await newFolder()
    const text = join(folder, 'text.lrcat')
    await writeFile(text, 'these are five thousand words about photography '.repeat(100))
    expect((await refusal(text)).message).toBe(`${text} is no database of Lightroom: it is no SQLite file`)
    await writeFile(join(folder, 'empty.lrcat'), '')
    expect((await refusal(join(folder, 'empty.lrcat'))).message).toContain('has no table Adobe_images')
    const missing = await refusal(join(folder, 'none.lrcat'))
    expect(missing).toBeInstanceOf(MissingError)
    expect(missing.message).toContain('there is no such file or folder')
    await mkdir(join(folder, 'folder.lrcat'))
    expect((await refusal(join(folder, 'folder.lrcat'))).message).toContain('it is no file; name the database itself')
  })

  it('cut short, or with bytes of other pages in it', async () => {
    const images = Array.from({ length: 3000 }, (_, at): LightroomImage => ({ name: `IMG_${at}.jpg`, rating: at % 6 }))
    const cut = await catalogOf(images)
    await truncate(cut, 8192)
    const error = await refusal(cut)
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/is damaged or was copied in the middle of a change .*close Lightroom and try again/)
    const torn = await catalogOf(images)
    const bytes = await readFile(torn)
    const half = Math.floor(bytes.length / 8192) * 4096
    bytes.copy(bytes, half, 4096, half) // the second half of the pages are those of the first
    await writeFile(torn, bytes)
    expect((await refusal(torn)).message).toContain('is damaged')
  })

  it('while it keeps changing', async () => {
    const large = join(await newFolder(), 'large.lrcat')
    writeLightroomCatalog(large, {
      root: '/',
      images: [{ name: 'a.jpg' }],
      // So large that copying takes longer than the millisecond between two changes.
      change: (database) => database.exec('insert into AgLibraryCollection (name) values (zeroblob(50000000))'),
    })
    let time = 1
    const timer = setInterval(() => void utimes(large, ++time, time), 1)
    onTestFinished(() => clearInterval(timer))
    await expect(readLightroom(large)).rejects.toThrow(
      `${large} changes while it is read: close Lightroom and try again`,
    )
  })
})

describe('hostile values', () => {
  const anything = fc.oneof(
    fc.constantFrom(null, Number.NaN, Infinity, -1, 0, 1, 3, 3.5, 7, 1e300, '3', '4.0', 'five', '', '../../etc/passwd'),
    fc.string(),
    fc.double(),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  )
  it('count as nothing, or as what they plainly mean', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            name: fc.oneof(fc.constant(null), fc.constantFrom('a.jpg', '../../b.CR2', 'c\u0000.jpg', '.', '…')),
            folder: fc.constantFrom('', '../', '/etc/', 'C:\\', '\u202e/'),
            rating: anything,
            pick: anything.map((value) => (value === null || Number.isNaN(value) ? 0 : value)),
            label: anything.map((value) => (value === null || Number.isNaN(value) ? '' : value)),
            taken: anything,
            sidecars: fc.constantFrom('', 'JPG', ',,,', '../x', 'xmp'),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (images) => {
          const { photos, odd } = await readLightroom(await catalogOf(images))
          expect(odd).toBeGreaterThanOrEqual(0)
          for (const { path, takenAt, said } of photos) {
            expect(path).not.toBe('')
            expect([0, 1, 2, 3, 4, 5]).toContain(said.stars)
            expect([null, 'pick', 'reject']).toContain(said.flag)
            for (const label of said.labels) expect(typeof label).toBe('string')
            if (takenAt !== null) expect(takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
          }
        },
      ),
      { numRuns: 40, seed: 7 },
    )
  })

  it('are counted', async () => {
    const { photos, odd } = await readLightroom(
      await catalogOf([
        { name: 'a.jpg', rating: 7, pick: 2 },
        { name: 'b.jpg', rating: 'five' },
        { name: 'c.jpg', rating: '4' },
        { name: null, rating: 4 },
      ]),
    )
    expect(photos.map(({ said }) => said.stars)).toEqual([0, 0, 4])
    expect(odd).toBe(4)
  })
})
