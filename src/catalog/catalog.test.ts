import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, FormatError, PalateError } from '../core/index.ts'
import { decodeDescriptors, type Descriptors, encodeDescriptors } from '../personalize/index.ts'
import { type Catalog, type CatalogPhoto, openCatalog } from './index.ts'

const kind = { key: 'pack/fast', shape: { databases: 2, width: 5 } }
const size = 9
const folder = temporaryFolder()

function photoAt(index: number): CatalogPhoto {
  const contentHash = createHash('sha256').update(String(index)).digest('hex')
  return { contentHash, perceptualHash: contentHash.slice(0, 32), width: 100 + index, height: 80 }
}

/** Descriptors of random numbers, as stored. */
function randomDescriptors(photos: number): Uint8Array {
  const random = createRandom('descriptors')
  return encodeDescriptors({
    ...kind.shape,
    photos,
    scores: Float32Array.from({ length: 2 * photos }, () => random.normal()),
    embedding: Int8Array.from({ length: 5 * photos }, () => random.integer(256) - 128),
  })
}

const pathOf = (index: number): string => `/photos/${String(index).padStart(5, '0')}.jpg`

/** Photos `from` up to `to`, each with its descriptor of `bytes` and a file. */
async function writePhotos(catalog: Catalog, bytes: Uint8Array, [from, to]: readonly [number, number]): Promise<void> {
  const indices = Array.from({ length: to - from }, (_, at) => from + at)
  await catalog.write({
    kind,
    photos: indices.map((index) => ({
      ...photoAt(index),
      descriptor: bytes.subarray(size * index, size * (index + 1)),
    })),
    files: indices.map((index) => ({ path: pathOf(index), size: 7, mtimeMs: 0.5, ...photoAt(index) })),
  })
}

/** The rows of these photos. */
function rowsOf({ databases, width, scores, embedding }: Descriptors, photos: readonly number[]) {
  return photos.map((photo) => ({
    scores: scores.subarray(databases * photo, databases * (photo + 1)),
    embedding: embedding.subarray(width * photo, width * (photo + 1)),
  }))
}

describe('a catalog', () => {
  it('gives back every descriptor that was written, bit for bit, over several pages and after it was closed', async () => {
    const path = join(folder, 'new folder', 'round trip.sqlite')
    const bytes = randomDescriptors(5000)
    const written = decodeDescriptors(bytes, kind.shape)
    const first = await openCatalog(path)
    for (let start = 0; start < 5000; start += 250) await writePhotos(first, bytes, [start, start + 250])
    await first.close()
    const catalog = await openCatalog(path)
    const { ids, descriptors } = await catalog.loadDescriptors(kind)
    expect(descriptors).toEqual(written)
    expect(await catalog.countDescriptors(kind)).toBe(5000)
    const photos = await catalog.photos(ids)
    expect(photos.map(({ contentHash }) => contentHash)).toEqual(
      Array.from({ length: 5000 }, (_, index) => photoAt(index).contentHash),
    )
    const all = await catalog.descriptorsOf(
      photos.map(({ paths }) => paths[0]!),
      kind,
    )
    expect({ ids: all.ids, descriptors: all.descriptors }).toEqual({ ids, descriptors: written })
    // In the order of the paths, each as often as it is named, without the one that is not there.
    const named = [pathOf(4500), pathOf(3), '/photos/none.jpg', pathOf(4500)]
    const some = await catalog.descriptorsOf(named, kind)
    expect(some.paths).toEqual([pathOf(4500), pathOf(3), pathOf(4500)])
    expect(some.contentHashes).toEqual([4500, 3, 4500].map((index) => photoAt(index).contentHash))
    expect([...some.ids]).toEqual([ids[4500], ids[3], ids[4500]])
    expect(rowsOf(some.descriptors, [0, 1, 2])).toEqual(rowsOf(written, [4500, 3, 4500]))
    await catalog.close()
  })

  it('has a photo once, with all its paths, and shows it as long as it lies at one', async () => {
    const catalog = await openCatalog(join(folder, 'paths.sqlite'))
    await writePhotos(catalog, randomDescriptors(3), [0, 3])
    await writePhotos(catalog, randomDescriptors(3), [1, 2]) // as a second process would
    const state = { size: 1, mtimeMs: 0 }
    await catalog.write({ kind, photos: [], files: [{ path: '/copy.jpg', ...state, ...photoAt(1) }] })
    await catalog.dropFiles([pathOf(0)])
    const { ids } = await catalog.loadDescriptors(kind)
    const photos = await catalog.photos([...ids].reverse())
    expect(photos.map(({ paths, width }) => ({ paths, width }))).toEqual([
      { paths: [pathOf(2)], width: 102 },
      { paths: ['/copy.jpg', pathOf(1)], width: 101 },
    ])
    // The one that lies nowhere is still described, for when it comes back.
    const hashes = [0, 1, 7].map((index) => photoAt(index).contentHash)
    expect([...(await catalog.describedContents(hashes, kind))].sort()).toEqual(hashes.slice(0, 2).sort())
    await expect(catalog.photos([99])).rejects.toThrow('the catalog has no photo 99')
    await catalog.close()
  })

  it('finds photos by the first digits of their content hashes, in the order in which they are asked for', async () => {
    const catalog = await openCatalog(join(folder, 'prefixes.sqlite'))
    const bytes = randomDescriptors(600)
    for (let start = 0; start < 600; start += 200) await writePhotos(catalog, bytes, [start, start + 200])
    await catalog.dropFiles([pathOf(7)])
    const hashes = Array.from({ length: 600 }, (_, index) => photoAt(index).contentHash)
    // More than one query takes; those that are not there are passed over, and asking twice gives a photo once.
    const turned = hashes.toReversed()
    const prefixes = [...turned.map((hash) => hash.slice(0, 24)), '0'.repeat(24), hashes[3]!.slice(0, 24)]
    const found = await catalog.photosByPrefix(prefixes)
    expect(found.map(({ contentHash }) => contentHash)).toEqual(turned)
    expect(found.at(-4)!.paths).toEqual([pathOf(3)])
    expect(found.at(-8)!.paths).toEqual([])
    // A short one means all that begin so, and its last digit may be the highest there is.
    const beginning = (await catalog.photosByPrefix(['ff', 'a'])).map(({ contentHash }) => contentHash)
    const expected = ['ff', 'a'].flatMap((prefix) => hashes.filter((hash) => hash.startsWith(prefix)).sort())
    expect(beginning).toEqual(expected)
    expect(expected.length).toBeGreaterThan(20)
    expect(await catalog.photosByPrefix([])).toEqual([])
    await catalog.close()
  })

  it('keeps the descriptors of different packs apart', async () => {
    const catalog = await openCatalog(join(folder, 'kinds.sqlite'))
    await writePhotos(catalog, randomDescriptors(4), [0, 4])
    const other = { key: 'other/fast', shape: { databases: 1, width: 0 } }
    const descriptor = Uint8Array.of(0, 0x3c) // 1 in half precision
    await catalog.write({ kind: other, photos: [{ ...photoAt(2), descriptor }], files: [] })
    const { ids, descriptors } = await catalog.loadDescriptors(other)
    expect({ ids: [...ids], scores: [...descriptors.scores] }).toEqual({ ids: [3], scores: [1] })
    expect(await catalog.countDescriptors(kind)).toBe(4)
    expect((await catalog.loadDescriptors({ ...kind, key: 'never used' })).ids).toHaveLength(0)
    const misshapen = { ...kind, shape: { databases: 3, width: 5 } }
    await expect(catalog.loadDescriptors(misshapen)).rejects.toThrow(
      'descriptors pack/fast of 2 scores and 5 numbers, expected 3 and 5',
    )
    await catalog.close()
  })

  it('writes a batch whole or not at all', async () => {
    const catalog = await openCatalog(join(folder, 'whole.sqlite'))
    const lost = { path: '/lost.jpg', size: 1, mtimeMs: 0, contentHash: 'of no photo' }
    const batch = { kind, photos: [{ ...photoAt(0), descriptor: randomDescriptors(1) }], files: [lost] }
    await expect(catalog.write(batch)).rejects.toThrow('CHECK constraint failed')
    expect((await catalog.describedContents([photoAt(0).contentHash], kind)).size).toBe(0)
    await writePhotos(catalog, randomDescriptors(1), [0, 1]) // and goes on working
    expect(await catalog.countDescriptors(kind)).toBe(1)
    await catalog.close()
  })

  it('finds the paths of a folder, and not those of its neighbours', async () => {
    const catalog = await openCatalog(join(folder, 'folders.sqlite'))
    const paths = ['/a/b/1.jpg', '/a/b/c/ü.jpg', '/a/b/z.jpg', '/a/b-/2.jpg', '/a/b0/3.jpg', '/a/b.jpg', '/a/B/4.jpg']
    const state = { size: 1, mtimeMs: 0, unreadable: 'for a test' }
    await catalog.write({ kind, photos: [], files: paths.map((path) => ({ path, ...state })) })
    const inside = async (name: string) => {
      const found: string[] = []
      for await (const page of catalog.pathsIn(name)) found.push(...page)
      return found
    }
    expect(await inside('/a/b')).toEqual(paths.slice(0, 3))
    expect(await inside('/a/b/')).toEqual(paths.slice(0, 3))
    expect(await inside('/')).toEqual([...paths].sort())
    expect(await inside('/a/b/z.jpg')).toEqual([])
    await catalog.close()
  })
})

describe('a file that cannot be a catalog is refused in one sentence, and left as it is', () => {
  async function refusal(path: string): Promise<PalateError> {
    const error: unknown = await openCatalog(path).then(
      (catalog) => catalog.close(),
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(PalateError)
    return error as PalateError
  }

  it.each([
    { name: 'a text', bytes: 'image,score\n'.repeat(100), says: 'is no catalog of palate (file is not a database)' },
    { name: 'a few bytes', bytes: 'photo', says: 'is no catalog of palate (file is not a database)' },
  ])('$name', async ({ name, bytes, says }) => {
    const path = join(folder, `${name}.sqlite`)
    await writeFile(path, bytes)
    const error = await refusal(path)
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toBe(`${path} ${says}; name another file`)
    expect(await readFile(path, 'utf8')).toBe(bytes)
  })

  it("another program's database", async () => {
    const path = join(folder, 'other.sqlite')
    const other = new Sqlite(path)
    other.exec('create table song (title text)')
    other.close()
    const before = await readFile(path)
    expect((await refusal(path)).message).toBe(
      `${path} is no catalog of palate but another program's database; name another file`,
    )
    expect((await readFile(path)).equals(before)).toBe(true)
    expect((await readdir(folder)).filter((name) => name.startsWith('other.sqlite'))).toEqual(['other.sqlite'])
  })

  it('a catalog of a newer palate', async () => {
    const path = join(folder, 'newer.sqlite')
    await (await openCatalog(path)).close()
    const file = new Sqlite(path)
    file.pragma('user_version = 7')
    file.close()
    expect((await refusal(path)).message).toBe(
      `the catalog ${path} is of version 7, this palate reads 3: update palate`,
    )
  })

  it('a folder, and a place in a file', async () => {
    const path = join(folder, 'folder.sqlite')
    await mkdir(path)
    expect((await refusal(path)).message).toBe(`cannot open the catalog ${path}: unable to open database file`)
    await writeFile(join(folder, 'a-file'), '')
    const inFile = join(folder, 'a-file', 'catalog.sqlite')
    expect((await refusal(inFile)).message).toBe(
      `cannot open the catalog ${inFile}: a part of the path is not a folder`,
    )
  })

  it('a catalog that was cut short or overwritten in the middle', async () => {
    const path = join(folder, 'damaged.sqlite')
    const catalog = await openCatalog(path)
    await writePhotos(catalog, randomDescriptors(500), [0, 500])
    await catalog.close()
    const whole = await readFile(path)
    const says = new RegExp(`^the catalog .*damaged.sqlite is damaged \\(.*\\); put a backup in its place, or move it`)
    /** Whatever reads the file says it: opening where the first pages are hit, otherwise the first query that meets it. */
    const meet = async () => {
      const found = await openCatalog(path)
      try {
        await found.loadDescriptors(kind)
      } finally {
        await found.close()
      }
    }
    await truncate(path, whole.length / 2)
    await expect(meet()).rejects.toThrow(says)
    await writeFile(path, whole)
    const file = await open(path, 'r+')
    await file.write(Buffer.alloc(whole.length - 4096, 0xa5), 0, whole.length - 4096, 4096)
    await file.close()
    await expect(meet()).rejects.toThrow(says)
  })
})
