import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase, readRatings } from '../src/databases/index.ts'
import { refuseSeen, seenPhotos } from '../src/evaluate/index.ts'
import { findPhotos, loadPhoto } from '../src/image/index.ts'
import type { Ranking } from '../src/personalize/index.ts'
import { findPack, openPack, openPackAndBase } from '../src/task-vectors/index.ts'
import { palate } from './support/palate.ts'
import { temporaryFolder } from './support/picture.ts'
import { describeWithShared } from './support/shared.ts'

const home = temporaryFolder()

describe('the starter pack', () => {
  it('opens with nothing but the package: six vectors, its own base, a read-out and a prior', async () => {
    const { pack, base } = await openPackAndBase('starter', home)
    expect(pack.databases).toHaveLength(6)
    expect(base.hash).toBe(pack.base.hash)
    expect(pack.readOut).toMatchObject({ width: 64, plainWidth: 64, prior: { photos: 362 } })
  })

  it('takes less than 25 MB, and its card and the log of its making lie in it', async () => {
    const folder = await findPack('starter', home)
    const files = await readdir(folder)
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(25e6)
    expect(files).toEqual(expect.arrayContaining(['README.md', 'build.log']))
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('Apache')
  })

  it('is what the demo ranks with, without network and data folder', { timeout: 120_000 }, async () => {
    const out = join(home, 'demo')
    const { status, stdout } = await palate(home, ['demo', '--out', out])
    expect(status).toBe(0)
    expect(stdout).toContain('palate rank ~/Photos --ratings my.csv')
    expect((await readdir(out)).sort()).toEqual(expect.arrayContaining(['pictures', 'ranked.html', 'ratings.csv']))
  })
})

describeWithShared('the starter pack on real photos', ['photos'], (folder) => {
  it(
    'orders the 40 photos by ten ratings, twice the same, the second time from the catalog',
    { timeout: 120_000 },
    async () => {
      const photos = await findPhotos([folder])
      const ratings = join(home, 'my.csv')
      const rated = photos.filter((_, at) => at % 4 === 0)
      await writeFile(ratings, ['image,score', ...rated.map((path, at) => `${path},${1 + (at % 5)}`)].join('\n'))
      expect((await readRatings(ratings)).ratings).toHaveLength(10)
      const run = async () =>
        JSON.parse((await palate(home, ['rank', folder, '--ratings', ratings, '--json'])).stdout) as Ranking
      const first = await run()
      expect(first).toMatchObject({ pack: 'starter', method: 'instant', ratings: 10, skipped: [] })
      expect(first.photos.map(({ path }) => path).sort()).toEqual(photos)
      expect(new Set(first.photos.map(({ score }) => score)).size).toBe(40)
      const second = await run()
      expect(second.photos).toEqual(first.photos)
    },
  )
})

describeWithShared('the starter pack and OASIS set 2', ['oasis-beauty'], (folder) => {
  it('has seen none of its photos, not even without their scores', { timeout: 120_000 }, async () => {
    const pack = await openPack(await findPack('starter', home))
    const known = await pack.photos()
    if (known === 'unknown') throw new Error('the starter pack does not know its photos')
    const { images } = await openDatabase(folder, { where: [{ column: 'set', value: '2' }] })
    const photos = []
    for (const path of images) {
      const { contentHash: content, perceptualHash: look } = await loadPhoto(path, pack.preprocessing)
      photos.push({ path, contentHash: content, perceptualHash: look })
    }
    expect(photos).toHaveLength(184)
    const seen = seenPhotos({
      pack: {
        contentHashes: known.map((each) => each.contentHash),
        perceptualHashes: known.map((each) => each.perceptualHash),
      },
      photos,
    })
    expect(() => refuseSeen(seen)).not.toThrow()
    // The guard is awake: a photo of set 0 it does know.
    const [trained] = (await openDatabase(folder, { where: [{ column: 'set', value: '0' }] })).images
    const one = await loadPhoto(trained!, pack.preprocessing)
    expect(known.some((each) => each.contentHash === one.contentHash)).toBe(true)
  })
})
