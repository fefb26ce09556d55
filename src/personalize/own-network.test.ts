import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, UsageError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { merge, openPackAndBase, pretrainedOf } from '../task-vectors/index.ts'
import { createMethod, learnOwnNetwork, mergingMethods, methodNames } from './index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(join(folder, 'world'))
})

async function options() {
  const { pack, base } = await openPackAndBase('mini', world.home)
  const ratings = world.photos.slice(0, 6).map((path, score) => ({ path, score }))
  return { pack, base, ratings, engine: openEngine({ threads: 1 }), steps: 2 }
}

describe("the network of one's own", () => {
  it('is what every method makes that has coefficients, and no other', async () => {
    const bed = await openMiniBed(join(folder, 'bed'))
    const support = { photos: [0, 1, 2, 3], scores: [1, 2, 3, 4] }
    const merging: string[] = []
    for (const name of methodNames) {
      const method = createMethod(name, bed, { steps: 1 })
      const outcomes = await method
        .learn(support, { rater: 'you', random: createRandom(1) })
        .catch((error: unknown) => {
          if (error instanceof UsageError) return [] // it needs more than this pack has
          throw error
        })
      if (outcomes.length > 0 && outcomes.every(({ coefficients }) => coefficients !== undefined)) merging.push(name)
    }
    await bed.close()
    expect(mergingMethods).toEqual(merging)
  })

  it('is the base and the mean of the task vectors under uniform-merge, whatever was rated', async () => {
    const given = await options()
    const { parameters, method, ratings } = await learnOwnNetwork({ ...given, method: 'uniform-merge' })
    const vectors = [await given.pack.vector(0), await given.pack.vector(1), await given.pack.vector(2)]
    const expected = merge(pretrainedOf(given.pack, given.base), vectors, {
      vector: [1 / 3, 1 / 3, 1 / 3].map(Math.fround),
    })
    expect([method, ratings]).toEqual(['uniform-merge', 6])
    expect([...parameters]).toEqual([...expected])
  })

  it('depends on the ratings, and is the same for the same ratings', async () => {
    const given = await options()
    const learn = async (ratings: typeof given.ratings) =>
      (await learnOwnNetwork({ ...given, ratings, method: 'paper' })).coefficients.data
    const first = await learn(given.ratings)
    expect(await learn(given.ratings)).toEqual(first)
    expect(await learn(given.ratings.map(({ path, score }) => ({ path, score: -score })))).not.toEqual(first)
  })

  it('is refused for a method that merges nothing, and without ratings', async () => {
    const given = await options()
    const ensemble = learnOwnNetwork({ ...given, method: 'ensemble' })
    await expect(ensemble).rejects.toThrow(UsageError)
    await expect(ensemble).rejects.toThrow("ensemble makes no network of one's own; choose uniform-merge")
    await expect(learnOwnNetwork({ ...given, ratings: [] })).rejects.toThrow('there are no ratings to learn from')
  })
})
