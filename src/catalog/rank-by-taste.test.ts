import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, UsageError } from '../core/index.ts'
import { openBase } from '../model/index.ts'
import {
  addEvidence,
  emptyTaste,
  foldWeights,
  openDescriber,
  type PackDescriber,
  tasteModelOf,
} from '../personalize/index.ts'
import { openCatalog } from './catalog.ts'
import { rankByTaste, type RankByTasteOptions, storedByHash } from './rank-by-taste.ts'

const folder = temporaryFolder()
const bed = await openMiniBed(folder, { photos: 2 })
const base = await openBase('mini', { home: join(folder, 'home') })
const describer = await openDescriber({ pack: bed.pack, base, engine: bed.engine })
const model = tasteModelOf(bed.pack, describer.readOut)
afterAll(async () => {
  await describer.close()
  await bed.close()
})

let made = 0

/** A catalog of its own, photos in a folder, and one person's ratings of three of them and of two elsewhere. */
async function world(count = 12) {
  const home = join(folder, `world ${made++}`)
  const photos = await writeManyPhotos(join(home, 'photos'), count, made)
  const elsewhere = await writeManyPhotos(join(home, 'elsewhere'), 2, 1000 + made)
  const catalog = await openCatalog(join(home, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  const calls: number[] = []
  const counting: PackDescriber = {
    ...describer,
    describe: (crops) => (calls.push(crops.length), describer.describe(crops)),
  }
  const ratings = [...photos.slice(0, 3), ...elsewhere].map((path, at) => ({ path, score: [4, 1, 5, 2, 3][at]! }))
  const options: RankByTasteOptions = { catalog, describer: counting, model, photos, ratings }
  return { home, photos, elsewhere, catalog, calls, ratings, options }
}

describe('ranking by an instant taste', () => {
  it('puts photos in the order of a brute-force score of their stored descriptors', async () => {
    const { options, catalog, photos, ratings } = await world()
    const { photos: ranked, ...report } = await rankByTaste(options)
    expect(report).toMatchObject({ pack: 'mini', method: 'instant', ratings: 5, skipped: [] })

    const described = await catalog.descriptorsOf(photos, describer)
    const rated = await catalog.descriptorsOf(
      ratings.map(({ path }) => path),
      describer,
    )
    const evidence = ratings.map(({ score }, at) => ({
      kind: 'score' as const,
      photo: rated.contentHashes[at]!,
      value: score,
    }))
    const { posterior } = addEvidence(emptyTaste(model), evidence, storedByHash(rated))
    const weights = foldWeights(model, posterior.weights)
    const { scores, embedding } = described.descriptors
    const scoreOf = (photo: number): number =>
      weights.reduce((sum, weight, at) => {
        const number = at < 3 ? scores[photo * 3 + at]! : embedding[photo * 6 + at - 3]! / 32
        return sum + weight * number
      }, 0)
    const expected = photos.map((path, photo) => ({ path, score: scoreOf(photo) })).sort((a, b) => b.score - a.score)
    expect(ranked.map(({ path }) => path)).toEqual(expected.map(({ path }) => path))
    for (const [place, { score, deviation, stars }] of ranked.entries()) {
      expect(score).toBeCloseTo(expected[place]!.score, 4)
      expect(deviation).toBeGreaterThan(0)
      expect([1, 2, 3, 4, 5]).toContain(stars)
      expect(stars).toBeLessThanOrEqual(ranked[Math.max(0, place - 1)]!.stars!)
    }
  })

  it('describes each photo once: the second time nothing, whoever rates', async () => {
    const { options, calls, ratings } = await world()
    const first = await rankByTaste(options)
    expect(calls.reduce((sum, each) => sum + each)).toBe(14)
    calls.length = 0
    const { seconds: _, ...second } = await rankByTaste(options)
    const { seconds: _first, ...expected } = first
    expect(second).toEqual(expected)
    const other = ratings.map(({ path, score }) => ({ path, score: 6 - score }))
    expect((await rankByTaste({ ...options, ratings: other })).photos).not.toEqual(first.photos)
    expect(calls).toEqual([])
  })

  it('without ratings gives the order of people in general, and says that it knows nobody', async () => {
    const { ratings: _, ...options } = (await world()).options
    const { photos, agreement, ratings, taste } = await rankByTaste(options)
    expect([photos.length, ratings, taste.evidence.length]).toEqual([12, 0, 0])
    expect(agreement).toMatchObject({ srocc: null, verdict: 'too-few', ratings: 0 })
  })

  it('counts ratings of photos that are not in the folder, and does not list those', async () => {
    const { options, elsewhere, ratings } = await world()
    const all = await rankByTaste(options)
    expect(all.photos.map(({ path }) => path)).not.toContain(elsewhere[0])
    expect(all.taste.photos.size).toBe(5)
    const inside = await rankByTaste({ ...options, ratings: ratings.slice(0, 3) })
    expect(inside.ratings).toBe(3)
    expect(inside.photos.map(({ score }) => score)).not.toEqual(all.photos.map(({ score }) => score))
  })

  it('adds ratings to a taste that was learnt before', async () => {
    const { options, ratings } = await world()
    const { taste } = await rankByTaste({ ...options, ratings: ratings.slice(0, 3) })
    const grown = await rankByTaste({ ...options, taste, ratings: ratings.slice(3) })
    const whole = await rankByTaste(options)
    expect(grown.ratings).toBe(5)
    expect(grown.taste.photos.size).toBe(5)
    for (const [place, { path, score }] of grown.photos.entries()) {
      expect(path).toBe(whole.photos[place]!.path)
      expect(score).toBeCloseTo(whole.photos[place]!.score, 4)
    }
  })

  it('reports photos that cannot be read and leaves them out, rated ones too', async () => {
    const { home, options, photos, ratings } = await world()
    const text = join(home, 'photos', 'text.jpg')
    const torn = join(home, 'elsewhere', 'torn.jpg')
    const gone = join(home, 'elsewhere', 'gone.jpg')
    await writeFile(text, 'no photo')
    await writeFile(torn, 'no photo either')
    const report = await rankByTaste({
      ...options,
      photos: [...photos, text],
      ratings: [...ratings, { path: torn, score: 5 }, { path: gone, score: 1 }],
    })
    expect(report.skipped.map(({ path }) => path).sort()).toEqual([torn, gone, text].sort())
    expect(report.ratings).toBe(5)
    expect(report.photos.map(({ path }) => path).sort()).toEqual([...photos].sort())
    const without = await rankByTaste(options)
    expect(report.photos).toEqual(without.photos)
  })

  it('knows a photo by its content: two copies of it are one rated photo, the last rating counts, both are ranked', async () => {
    const { home, options, photos, ratings } = await world()
    const copy = join(home, 'photos', 'copy.jpg')
    await copyFile(photos[1]!, copy)
    const again = { path: copy, score: 5 }
    const { photos: ranked, taste } = await rankByTaste({
      ...options,
      photos: [...photos, copy],
      ratings: [...ratings, again],
    })
    expect(taste.photos.size).toBe(5)
    const scoreOf = (path: string): number => ranked.find((each) => each.path === path)!.score
    expect(ranked).toHaveLength(13)
    expect(scoreOf(copy)).toBe(scoreOf(photos[1]!))
    const liked = await rankByTaste({
      ...options,
      ratings: ratings.map((rating) => (rating.path === photos[1] ? { ...rating, score: 5 } : rating)),
    })
    expect(scoreOf(copy)).toBeCloseTo(liked.photos.find(({ path }) => path === photos[1])!.score, 6)
  })

  it('takes ratings of one value only, of one photo, and of a photo named twice in the list', async () => {
    const { options, photos, ratings } = await world()
    for (const some of [ratings.slice(0, 1), ratings.map((rating) => ({ ...rating, score: 3 }))]) {
      const report = await rankByTaste({ ...options, photos: [...photos, photos[0]!], ratings: some })
      expect(report.photos).toHaveLength(12)
      for (const { score, deviation, stars } of report.photos)
        expect([score, deviation, stars].every(Number.isFinite)).toBe(true)
    }
  })

  it('refuses no photos, only photos that cannot be read, and ratings that are no numbers', async () => {
    const { home, options, ratings } = await world()
    await expect(rankByTaste({ ...options, photos: [] })).rejects.toThrow(new UsageError('there are no photos to rank'))
    const bad = join(home, 'bad')
    await mkdir(bad)
    await writeFile(join(bad, 'text.jpg'), 'no photo')
    const unreadable = rankByTaste({ ...options, photos: [join(bad, 'text.jpg')] })
    await expect(unreadable).rejects.toThrow(MissingError)
    await expect(unreadable).rejects.toThrow('none of the 1 photos can be read; the first: ')
    await rm(bad, { recursive: true })
    for (const score of [NaN, Infinity]) {
      const refused = rankByTaste({ ...options, ratings: [{ ...ratings[0]!, score }] })
      await expect(refused).rejects.toThrow(UsageError)
    }
  })

  it('refuses a taste of another pack', async () => {
    const { options } = await world()
    const taste = emptyTaste({ ...model, pack: { name: 'other', hash: 'f'.repeat(64) } })
    await expect(rankByTaste({ ...options, taste })).rejects.toThrow(UsageError)
    await expect(rankByTaste({ ...options, taste })).rejects.toThrow(
      'this taste is of pack other, not of mini; "palate taste migrate" learns it again',
    )
  })
})
