import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { miniBase } from '../../test/support/mini-vectors.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { FormatError, UsageError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { loadPhoto } from '../image/index.ts'
import { type Base, openBase, openNetwork } from '../model/index.ts'
import { merge, type ReadOut } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import { descriptorsOf, openDescriber, type PackDescriber, requireReadOut } from './describe.ts'
import { decodeDescriptors, descriptorBytes, EMBEDDING_STEPS } from './descriptor.ts'
import { applyAffine } from './ridge.ts'

const folder = temporaryFolder()
const engine = openEngine({ threads: 1 })
let bed: Bed
let base: Base
let readOut: ReadOut
let crops: readonly Uint8Array[]
let fast: PackDescriber
let exact: PackDescriber
beforeAll(async () => {
  bed = await openMiniBed(folder, { photos: 11 })
  base = await openBase('mini', { home: join(folder, 'home') })
  readOut = await requireReadOut(bed.pack)
  fast = await openDescriber({ pack: bed.pack, base, engine })
  exact = await openDescriber({ pack: bed.pack, base, engine, mode: 'exact' })
  crops = await Promise.all(bed.photos.map(async ({ path }) => (await loadPhoto(path, fast.framing)).crop))
})
afterAll(async () => {
  await Promise.all([fast.close(), exact.close(), bed.close()])
})

const N = 3
const M = 6

/** Columns `from` to `to` of a table of n + m columns. */
function columns(table: Float32Array, from: number, to: number): Float32Array {
  return table.filter((_, at) => at % (N + M) >= from && at % (N + M) < to)
}

describe('describing photos', () => {
  it('reads scores and embedding off one pass of the uniform merge of all vectors', async () => {
    const vectors = [await bed.pack.vector(0), await bed.pack.vector(1), await bed.pack.vector(2)]
    const trunk = merge(bed.pretrained, vectors, { vector: [1 / 3, 1 / 3, 1 / 3] })
    const network = await openNetwork(engine, { tower: bed.pack.tower, preprocessing: bed.pack.preprocessing })
    const layers = [...trunk].filter(([name]) => !name.startsWith('head.'))
    await network.bind(new Map(layers))
    const embeddings = { rows: 11, columns: network.width, data: await network.run(crops) }
    await network.close()
    const numbers = await fast.numbers(crops)
    expect(relativeError(columns(numbers, 0, N), applyAffine(readOut.scores, embeddings))).toBeLessThan(1e-5)
    expect(relativeError(columns(numbers, N, N + M), applyAffine(readOut.embedding, embeddings))).toBeLessThan(1e-5)
  })

  it('exactly, has the scores of the database models themselves in place of the distilled ones, and the same embedding', async () => {
    const scores = await bed.databaseScores()
    const { mean, deviation } = readOut.exact
    const standard = scores.map((score, at) => (score - mean[at % N]!) / deviation[at % N]!)
    const numbers = await exact.numbers(crops)
    expect(columns(numbers, 0, N)).toEqual(standard)
    expect(columns(numbers, N, N + M)).toEqual(columns(await fast.numbers(crops), N, N + M))
    expect(columns(numbers, 0, N)).not.toEqual(columns(await fast.numbers(crops), 0, N))
  })

  it('stores scores in half precision and the embedding within half a step', async () => {
    for (const describer of [fast, exact]) {
      const bytes = await describer.describe(crops)
      expect(bytes.length).toBe(11 * descriptorBytes({ databases: N, width: M }))
      const stored = decodeDescriptors(bytes, describer.shape)
      const numbers = await describer.numbers(crops)
      stored.scores.forEach((score, at) => {
        const number = columns(numbers, 0, N)[at]!
        expect(Math.abs(score - number)).toBeLessThanOrEqual(2 ** -11 * Math.abs(number) + 2 ** -25)
      })
      columns(numbers, N, N + M).forEach((number, at) => {
        const within = Math.max(-127, Math.min(127, number * EMBEDDING_STEPS))
        expect(Math.abs(stored.embedding[at]! - within)).toBeLessThanOrEqual(0.5)
      })
    }
  })

  it('cuts an embedding beyond four deviations at a byte', () => {
    const { embedding } = descriptorsOf(Float32Array.of(0.5, 3.97, -3.97, 9, -9), { databases: 0, width: 5 })
    expect([...embedding]).toEqual([16, 127, -127, 127, -127])
  })

  it('gives what a bed on the same photos gives', async () => {
    const { scores, embedding, ...rest } = await bed.descriptors()
    expect(rest).toEqual({ databases: N, width: M, photos: 11 })
    const numbers = descriptorsOf(await fast.numbers(crops), fast.shape)
    expect(scores).toEqual(numbers.scores)
    expect(embedding).toEqual(numbers.embedding)
    expect(decodeDescriptors(await fast.describe(crops), fast.shape).embedding).toEqual(embedding)
  })

  it('says the same of a photo whichever photos stand beside it', async () => {
    const size = descriptorBytes(fast.shape)
    const all = await fast.describe(crops)
    for (const photo of [0, 7, 10]) {
      const alone = await fast.describe([crops[photo]!])
      expect(alone).toEqual(all.subarray(photo * size, (photo + 1) * size))
    }
    expect((await fast.describe([])).length).toBe(0)
  })

  it('is named by pack and mode, so that descriptors of one are never taken for those of another', () => {
    expect([fast.key, exact.key]).toEqual([`${bed.pack.hash}/fast`, `${bed.pack.hash}/exact`])
    expect(fast.shape).toEqual({ databases: N, width: M })
    expect(fast.framing).toEqual({ resize: 8, crop: 8 })
  })

  it('refuses a pack without a read-out in one sentence, and another base', async () => {
    const bare = await openMiniBed(`${folder}/bare`, { photos: 2, readOut: false })
    const refused = [openDescriber({ pack: bare.pack, base, engine }), bare.descriptors()]
    for (const each of refused) {
      await expect(each).rejects.toThrow(UsageError)
      await expect(each).rejects.toThrow(
        'pack mini has no read-out, which descriptors and the method instant need; give it one with ' +
          '`palate pack read-out`, or choose another method',
      )
    }
    await bare.close()
    const other = { ...miniBase(2), architecture: 'custom' as const }
    await expect(openDescriber({ pack: bed.pack, base: other, engine })).rejects.toThrow(FormatError)
  })
})
