import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { goldenHeic } from '../../../test/support/golden-heic.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { describeWith } from '../../../test/support/programs.ts'
import { CancelledError, createRandom, FormatError, MissingError, PalateError } from '../../core/index.ts'
import { contentHash } from '../../image/index.ts'
import { openPictures, type Pictures, type PictureSize } from './index.ts'

const folder = temporaryFolder()
let files = 0

/** A file with noise in it, which no format makes much smaller, with its hash. */
async function photo({ side = 64, format = 'jpeg' }: { side?: number; format?: 'jpeg' | 'png' | 'tiff' } = {}) {
  const number = ++files
  const random = createRandom(number)
  const data = Uint8Array.from({ length: 3 * side * side }, () => random.integer(256))
  const bytes = await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .toFormat(format)
    .toBuffer()
  const path = join(folder, `photo${number}.${format}`)
  await writeFile(path, bytes)
  return { path, contentHash: contentHash(bytes) }
}

function newCache(): string {
  return join(folder, `cache${++files}`, 'pictures.sqlite')
}

async function withPictures<T>(
  options: { readonly path: string; readonly mostBytes?: number },
  work: (pictures: Pictures) => Promise<T>,
): Promise<T> {
  const pictures = openPictures(options)
  try {
    return await work(pictures)
  } finally {
    await pictures.close()
  }
}

/** What is kept, by content hash, the most recently used last. */
function kept(path: string): readonly string[] {
  const database = new Sqlite(path, { readonly: true })
  try {
    return database.prepare('select content_hash from picture order by used').pluck().all() as string[]
  } finally {
    database.close()
  }
}

describe('a picture', () => {
  it('is WebP of 400 or 2048 pixels, the file itself in full, and a JPEG where browsers show no such file', async () => {
    const large = await photo({ side: 2100 })
    const tiff = await photo({ side: 500, format: 'tiff' })
    await withPictures({ path: newCache() }, async (pictures) => {
      const facts = async (of: typeof large, size: PictureSize) => {
        const { bytes, type } = await pictures.picture({ ...of, size })
        const { width, height, format } = await sharp(bytes).metadata()
        return [type, format, width, height]
      }
      expect(await facts(large, 'thumbnail')).toEqual(['image/webp', 'webp', 400, 400])
      expect(await facts(large, 'preview')).toEqual(['image/webp', 'webp', 2048, 2048])
      expect(await facts(tiff, 'preview')).toEqual(['image/webp', 'webp', 500, 500])
      expect(await facts(tiff, 'full')).toEqual(['image/jpeg', 'jpeg', 500, 500])
      const full = await pictures.picture({ ...large, size: 'full' })
      expect(full.type).toBe('image/jpeg')
      expect(readFileSync(large.path).equals(full.bytes)).toBe(true)
    })
  })

  it('is made once: later ones need no file, in this process or the next', async () => {
    const cache = newCache()
    const { path, contentHash: hash } = await photo()
    const first = await withPictures({ path: cache }, async (pictures) => {
      const made = await pictures.picture({ contentHash: hash, path, size: 'thumbnail' })
      await rename(path, `${path}.away`)
      expect(await pictures.picture({ contentHash: hash, path, size: 'thumbnail' })).toEqual(made)
      return made
    })
    await withPictures({ path: cache }, async (pictures) => {
      expect(await pictures.picture({ contentHash: hash, path, size: 'thumbnail' })).toEqual(first)
      const other = pictures.picture({ contentHash: hash, path, size: 'preview' })
      await expect(other).rejects.toThrow(/cannot read .*: there is no such file/)
      await expect(other).rejects.toBeInstanceOf(MissingError)
    })
  })

  it('of a file that holds another photo by now is refused, and nothing is kept under the old hash', async () => {
    const cache = newCache()
    const [{ path, contentHash: hash }, other] = [await photo(), await photo()]
    await writeFile(path, readFileSync(other.path))
    await withPictures({ path: cache }, async (pictures) => {
      for (const size of ['thumbnail', 'preview', 'full'] as const) {
        const asked = pictures.picture({ contentHash: hash, path, size })
        await expect(asked).rejects.toThrow(
          `${path} has changed since it was indexed; it is read again at the next scan`,
        )
        await expect(asked).rejects.toBeInstanceOf(MissingError)
      }
      // Whether it is a new star or a new photo is told by the image alone.
      await pictures.picture({ contentHash: other.contentHash, path, size: 'thumbnail' })
    })
    expect(kept(cache)).toEqual([other.contentHash])
  })

  it('that is asked for by many at once is the same for all', async () => {
    const one = await photo()
    await withPictures({ path: newCache() }, async (pictures) => {
      const all = await Promise.all(Array.from({ length: 9 }, () => pictures.picture({ ...one, size: 'preview' })))
      expect(new Set(all).size).toBe(1)
    })
  })

  it('that nobody wants any more is not made', async () => {
    const cache = newCache()
    const photos = await Promise.all(Array.from({ length: 40 }, () => photo()))
    await withPictures({ path: cache }, async (pictures) => {
      const leaving = photos.map(() => new AbortController())
      const gone = photos.map((each, at) =>
        pictures.picture({ ...each, size: 'thumbnail', signal: leaving[at]!.signal }),
      )
      for (const each of leaving) each.abort()
      for (const each of await Promise.allSettled(gone)) {
        expect(each.status === 'rejected' && each.reason).toBeInstanceOf(CancelledError)
      }
    })
    expect(kept(cache).length).toBeLessThan(photos.length / 2) // what had begun
  })
})

describeWith('libheif-js', 'a HEIC photo', () => {
  it('is a JPEG in full', async () => {
    const path = join(folder, 'phone.heic')
    await writeFile(path, goldenHeic('phone'))
    await withPictures({ path: newCache() }, async (pictures) => {
      const { bytes, type } = await pictures.picture({
        contentHash: contentHash(goldenHeic('phone')),
        path,
        size: 'full',
      })
      expect([type, (await sharp(bytes).metadata()).width]).toEqual(['image/jpeg', 64])
    })
  })
})

describe('the cache of pictures', () => {
  const mostBytes = 400_000

  /** Photos whose thumbnails take about 20 kB each. */
  const many = (length: number) => Promise.all(Array.from({ length }, () => photo({ side: 160 })))

  it('forgets what was not looked at for longest, and its file does not grow beyond the bound', async () => {
    const cache = newCache()
    const photos = await many(60)
    const favourite = photos[0]!
    await withPictures({ path: cache, mostBytes }, async (pictures) => {
      let made = 0
      for (const each of photos) {
        made += (await pictures.picture({ ...each, size: 'thumbnail' })).bytes.length
        await pictures.picture({ ...favourite, size: 'thumbnail' })
        expect(statSync(cache).size).toBeLessThanOrEqual(mostBytes)
      }
      expect(made).toBeGreaterThan(2 * mostBytes)
    })
    const left = kept(cache)
    const last = photos.map((each) => each.contentHash).slice(1 - left.length)
    expect(left.toSorted()).toEqual([favourite.contentHash, ...last].toSorted())
    const { size } = statSync(cache)
    expect(size).toBeGreaterThan(mostBytes / 2)
    expect(size).toBeLessThanOrEqual(mostBytes)
  })

  it('becomes smaller where it is opened with a smaller bound', async () => {
    const cache = newCache()
    const photos = await many(15)
    await withPictures({ path: cache, mostBytes }, async (pictures) => {
      for (const each of photos) await pictures.picture({ ...each, size: 'thumbnail' })
    })
    const before = statSync(cache).size
    await withPictures({ path: cache, mostBytes: before / 2 }, async () => {})
    expect(statSync(cache).size).toBeLessThanOrEqual(before / 2)
    const all = photos.map((each) => each.contentHash)
    expect(kept(cache).length).toBeGreaterThan(3)
    expect(kept(cache)).toEqual(all.slice(-kept(cache).length))
  })

  it('does not keep a picture that would drive out most others', async () => {
    const cache = newCache()
    const [small, large] = [await photo({ side: 160 }), await photo({ side: 900, format: 'tiff' })]
    await withPictures({ path: cache, mostBytes }, async (pictures) => {
      await pictures.picture({ ...small, size: 'thumbnail' })
      expect((await pictures.picture({ ...large, size: 'full' })).bytes.length).toBeGreaterThan(mostBytes / 2)
    })
    expect(kept(cache)).toEqual([small.contentHash])
  })

  it.each([
    ['no database', (file: Buffer) => file.fill('x')],
    ['cut short', (file: Buffer) => file.subarray(0, file.length / 2)],
    ['damaged in its middle', (file: Buffer) => file.fill(0xff, 4096)],
  ])('is made anew where it is %s', async (_, spoil) => {
    const cache = newCache()
    const photos = await many(4)
    const ask = async (pictures: Pictures) => {
      const made = []
      for (const each of photos) made.push(await pictures.picture({ ...each, size: 'thumbnail' }))
      return made
    }
    const first = await withPictures({ path: cache }, ask)
    await writeFile(cache, spoil(readFileSync(cache)))
    expect(await withPictures({ path: cache }, ask)).toEqual(first)
    await withPictures({ path: cache }, ask)
    expect(kept(cache).toSorted()).toEqual(photos.map((each) => each.contentHash).toSorted())
  })

  it('is made anew where it is damaged while it is open', async () => {
    const cache = newCache()
    const photos = await many(4)
    await withPictures({ path: cache }, async (pictures) => {
      for (const each of photos) await pictures.picture({ ...each, size: 'thumbnail' })
    })
    await withPictures({ path: cache }, async (pictures) => {
      await writeFile(cache, readFileSync(cache).fill(0xff, 4096), { flag: 'r+' })
      for (const each of photos) await pictures.picture({ ...each, size: 'thumbnail' })
      for (const each of photos) await pictures.picture({ ...each, size: 'thumbnail' })
    })
    expect(kept(cache).length).toBeGreaterThan(2)
  })

  it('is made anew where another version of palate made it', async () => {
    const cache = newCache()
    const one = await photo()
    await withPictures({ path: cache }, (pictures) => pictures.picture({ ...one, size: 'thumbnail' }))
    const database = new Sqlite(cache)
    database.pragma('user_version = 99')
    database.close()
    await withPictures({ path: cache }, async () => {})
    expect(kept(cache)).toEqual([])
  })

  it('is not opened where another program has its database, which is left, or where there can be no file', async () => {
    const cache = newCache()
    await mkdir(join(cache, '..'))
    const theirs = new Sqlite(cache)
    theirs.exec('create table theirs (id integer)')
    theirs.close()
    const before = readFileSync(cache)
    expect(() => openPictures({ path: cache })).toThrow(/is no cache of palate but another program's database/)
    expect(() => openPictures({ path: cache })).toThrow(FormatError)
    const database = new Sqlite(cache, { readonly: true })
    expect(database.prepare('select name from sqlite_schema').pluck().all()).toEqual(['theirs'])
    database.close()
    expect(statSync(cache).size).toBe(before.length)
    expect(() => openPictures({ path: join(cache, 'below.sqlite') })).toThrow(PalateError)
    expect(() => openPictures({ path: join(cache, 'below.sqlite') })).toThrow(/cannot open the cache of pictures/)
  })

  it('can be open twice: both find what either made', async () => {
    const cache = newCache()
    const photos = await many(6)
    await withPictures({ path: cache }, (one) =>
      withPictures({ path: cache }, async (other) => {
        const made = await Promise.all(
          photos.map((each, at) => (at % 2 ? one : other).picture({ ...each, size: 'thumbnail' })),
        )
        for (const { path } of photos) await rename(path, `${path}.away`)
        for (const [at, each] of photos.entries()) {
          for (const pictures of [one, other])
            expect(await pictures.picture({ ...each, size: 'thumbnail' })).toEqual(made[at])
        }
      }),
    )
  })

  // A limit on the length of files fails in the middle of a write, as a full disk does.
  it.skipIf(process.platform === 'win32')('gives pictures that it cannot keep, where the disk is full', async () => {
    const cache = newCache()
    const photos = await many(30)
    const program = `
      import { openPictures } from './src/catalog/pictures/index.ts'
      const pictures = openPictures({ path: ${JSON.stringify(cache)} })
      let given = 0
      for (const photo of ${JSON.stringify(photos)}) given += (await pictures.picture({ ...photo, size: 'thumbnail' })).bytes.length
      await pictures.close()
      console.log(given)`
    const script = ['--import', './test/support/typescript/register.js', '--input-type=module', '-e', program]
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const run = (limit: string) =>
      spawnSync('bash', ['-c', `${limit}exec "$@"`, '-', process.execPath, ...script], { cwd: root, encoding: 'utf8' })
    const full = run('ulimit -f 200; ')
    expect(full.stderr).toBe('')
    expect(full.status).toBe(0)
    const before = existsSync(cache) ? kept(cache).length : 0
    expect(before).toBeLessThan(photos.length)
    expect(run('').stdout).toBe(full.stdout)
    expect(kept(cache).length).toBe(photos.length)
  })
})
