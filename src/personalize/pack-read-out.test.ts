import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, UsageError } from '../core/index.ts'
import { addReadOut, merge, readReadOut } from '../task-vectors/index.ts'
import type { Engine } from '../graph/index.ts'
import { openBase } from '../model/index.ts'
import { openBed } from './bed.ts'
import { createMethod } from './methods.ts'
import { distilPack, readOutWithoutRaters } from './pack-read-out.ts'
import { applyAffine } from './ridge.ts'

const folder = temporaryFolder()
const PHOTOS = 40
// Small vectors: models that one linear map of the trunk can follow.
const bed = await openMiniBed(folder, { photos: PHOTOS, scale: 0.01, readOut: false })
afterAll(() => bed.close())
const found = await distilPack(bed, { width: 4, seed: 1 })

function columnOf(table: ArrayLike<number>, column: number, width: number): number[] {
  return Array.from({ length: table.length / width }, (_, row) => table[row * width + column]!)
}

describe('distilling a pack', () => {
  it('gives from the uniform merge what the n models say, and an honest figure of how well', async () => {
    expect(Array.from(found.trunk)).toEqual([1, 1, 1].map((each) => Math.fround(each / 3)))
    const vectors = [await bed.pack.vector(0), await bed.pack.vector(1), await bed.pack.vector(2)]
    const data = await bed.embed(merge(bed.pretrained, vectors, { vector: [...found.trunk] }))
    const scores = applyAffine(found.scores, { rows: PHOTOS, columns: data.length / PHOTOS, data })
    const exact = await bed.databaseScores()
    const { mean, deviation } = found.exact
    for (const database of [0, 1, 2]) {
      expect(found.fidelity[database]).toBeGreaterThan(0.85)
      const expected = columnOf(exact, database, 3).map((score) => (score - mean[database]!) / deviation[database]!)
      expect(relativeError(columnOf(scores, database, 3), expected)).toBeLessThan(0.3)
    }
  })

  it('standardises over each photo as it is and mirrored', async () => {
    const exact = await bed.databaseScores()
    const model = merge(bed.pretrained, [await bed.pack.vector(1)], { vector: [1] })
    const mirrored = await bed.score(model, { flips: bed.photos.map(() => true) })
    const all = [...columnOf(exact, 1, 3), ...mirrored]
    expect(found.exact.mean[1]).toBeCloseTo(all.reduce((sum, each) => sum + each, 0) / all.length, 5)
  })

  it('whitens the embedding of the base itself for the baseline, on photos as they are', async () => {
    const data = await bed.embed(bed.pretrained)
    const numbers = applyAffine(found.plain.embedding, { rows: PHOTOS, columns: data.length / PHOTOS, data })
    for (const axis of [0, 1, 2, 3]) {
      const column = columnOf(numbers, axis, 4)
      expect(column.reduce((sum, each) => sum + each, 0) / PHOTOS).toBeCloseTo(0, 4)
      expect(column.reduce((sum, each) => sum + each ** 2, 0) / PHOTOS).toBeCloseTo(1, 4)
    }
  })

  it('names the photos that it looked at', () => {
    expect(found.photos).toEqual(bed.photos.map(({ contentHash, perceptualHash }) => ({ contentHash, perceptualHash })))
  })

  it('goes on with what its cache holds: of what was done nothing is computed again', async () => {
    const base = await openBase('mini', { home: join(folder, 'home') })
    const paths = bed.photos.map(({ path }) => path)
    let left = 4
    // An engine that dies in the middle of the work.
    const dying: Engine = {
      ...bed.engine,
      load: async (graph) => (left-- > 0 ? bed.engine.load(graph) : Promise.reject(new Error('killed'))),
    }
    const cache = join(folder, 'cache')
    const open = (engine: Engine) => openBed({ pack: bed.pack, base, engine, paths, cache })
    for (const [loads, ends] of [
      [4, 'killed'],
      [5, 'done'],
      [0, 'done'],
    ] as const) {
      left = loads
      const another = await open(dying)
      const result = await distilPack(another, { width: 4, seed: 1 }).catch((error: Error) => error.message)
      await another.close()
      if (ends === 'done') expect(result).toEqual(found)
      else expect(result).toBe('killed')
    }
  })

  it('refuses more axes than there are', async () => {
    await expect(distilPack(bed, { width: 17, seed: 1 })).rejects.toThrow(UsageError)
  })

  it('makes a read-out of which every method works, whoever rates', async () => {
    const readOut = readOutWithoutRaters(found)
    const { photos, fidelity } = found
    const pack = await addReadOut(bed.pack, readOut, {
      photos,
      fidelity: bed.pack.databases.map(({ name }, at) => ({ database: name, srocc: fidelity[at]! })),
      prior: null,
      settings: {},
    })
    expect(await readReadOut(pack)).toEqual(readOut)
    const base = await openBase('mini', { home: join(folder, 'home') })
    const again = await openBed({ pack, base, engine: bed.engine, paths: bed.photos.map(({ path }) => path) })
    const support = { photos: [0, 3, 5, 7], scores: [1, 4, 2, 5] }
    for (const name of ['prior', 'instant', 'instant-plain', 'residual-ridge']) {
      const context = { rater: 'r1', random: createRandom(1) }
      const [outcome] = await createMethod(name, again).learn(support, context)
      expect(Array.from(outcome!.scores).every(Number.isFinite)).toBe(true)
    }
    await again.close()
  })
})
