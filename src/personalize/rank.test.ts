import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, UsageError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { openPackAndBase } from '../task-vectors/index.ts'
import { rank, type Ranking, type RankOptions } from './rank.ts'

const folder = temporaryFolder()
const engine = openEngine({ threads: 1 })
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

async function ranked(options: Partial<RankOptions>): Promise<Ranking> {
  const defaults = { engine, photos: world.photos, ratings: [] }
  return rank({ ...(await openPackAndBase('mini', world.home)), ...defaults, ...options })
}

/** Ratings of the first photos, in order. */
function ratingsOf(...scores: readonly number[]): RankOptions['ratings'] {
  return scores.map((score, at) => ({ path: world.photos[at]!, score }))
}

const starsOf = ({ photos }: Ranking) => photos.map(({ stars }) => stars)
const times = (count: number, stars: number) => Array.from({ length: count }, () => stars)

describe('stars', () => {
  it('share out the photos as the ratings are shared out, mapped from their own scale to 1 to 5', async () => {
    // Of four ratings one is the highest: a quarter of the photos gets five stars; the two in the middle are half way.
    const stars = starsOf(await ranked({ ratings: ratingsOf(0, 50, 50, 100) }))
    expect(stars).toEqual([...times(6, 5), ...times(12, 3), ...times(6, 1)])
    const all = starsOf(await ranked({ ratings: ratingsOf(-2, -1, 0, 1, 2) }))
    expect(all).toEqual([...times(5, 5), ...times(5, 4), ...times(4, 3), ...times(5, 2), ...times(5, 1)])
  })

  it.each([
    { what: 'no rating', scores: [] },
    { what: 'one rating', scores: [4] },
    { what: 'equal ratings', scores: [3, 3, 3] },
  ])('are none after $what, but the photos are in an order all the same', async ({ scores }) => {
    const ranking = await ranked({ ratings: ratingsOf(...scores) })
    expect(new Set(starsOf(ranking))).toEqual(new Set([null]))
    expect(new Set(ranking.photos.map(({ score }) => score)).size).toBeGreaterThan(12)
    expect(ranking.ratings).toBe(scores.length)
  })

  it('count places among rated photos too, whether or not these are to be ordered', async () => {
    const ratings = ratingsOf(1, 2, 3, 4, 5)
    const all = await ranked({ ratings })
    const some = await ranked({ ratings, photos: world.photos.slice(5) })
    expect(some.photos).toEqual(all.photos.filter(({ path }) => world.photos.indexOf(path) >= 5))
  })
})

describe('ranking photos', () => {
  it('gives each photo once, best first, with what it was made with', async () => {
    const twice = [...world.photos, world.photos[3]!, relative(process.cwd(), world.photos[4]!)]
    const { photos, pack, method, ratings, skipped, seconds } = await ranked({
      photos: twice,
      ratings: ratingsOf(1, 5),
    })
    expect(photos.map(({ path }) => path).sort()).toEqual(world.photos)
    expect(photos.map(({ score }) => score)).toEqual(photos.map(({ score }) => score).toSorted((a, b) => b - a))
    expect({ pack, method, ratings, skipped }).toEqual({ pack: 'mini', method: 'ensemble', ratings: 2, skipped: [] })
    expect(seconds).toBeGreaterThan(0)
  })

  it('says how far the databases disagree, where the method can', async () => {
    const ratings = ratingsOf(1, 2, 3, 4)
    for (const { deviation } of (await ranked({ ratings })).photos) expect(deviation).toBeGreaterThan(0)
    for (const { deviation } of (await ranked({ ratings, method: 'uniform-merge' })).photos)
      expect(deviation).toBeNull()
  })

  it('trains for a person, with the same result for the same seed, and says how far it is', async () => {
    const seen: string[] = []
    const options = { ratings: ratingsOf(1, 5, 2, 4), method: 'paper', steps: 3, seed: 9 }
    const first = await ranked({
      ...options,
      progress: { report: ({ label, done, total }) => void seen.push(`${label}: ${done} of ${total}`) },
    })
    expect(first.method).toBe('paper')
    expect(seen.filter((line) => line.startsWith('training'))).toEqual(
      [1, 2, 3].map((step) => `training your coefficients: ${step} of 3`),
    )
    expect((await ranked(options)).photos).toEqual(first.photos)
    expect((await ranked({ ...options, steps: 0 })).photos).not.toEqual(first.photos)
  })

  it('leaves out and reports photos that cannot be read, and ratings of such', async () => {
    const broken = join(folder, 'broken.png')
    await writeFile(broken, 'no photo')
    const { photos, skipped, ratings } = await ranked({
      photos: [...world.photos.slice(0, 5), broken],
      ratings: [...ratingsOf(1, 5), { path: broken, score: 3 }],
    })
    expect(photos).toHaveLength(5)
    expect(ratings).toBe(2)
    expect(skipped).toEqual([{ path: broken, reason: expect.stringContaining(`${broken} is text`) }])
    await expect(ranked({ photos: [broken] })).rejects.toThrow(MissingError)
    await expect(ranked({ photos: [] })).rejects.toThrow(UsageError)
  })
})
