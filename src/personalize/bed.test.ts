import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { miniBase } from '../../test/support/mini-vectors.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, FormatError, MissingError, PalateError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { openBase } from '../model/index.ts'
import { merge, onlyVectors } from '../task-vectors/index.ts'
import { type Bed, openBed } from './bed.ts'

const folder = temporaryFolder()
let bed: Bed
beforeAll(async () => {
  bed = await openMiniBed(folder, { photos: 5 })
})
afterAll(() => bed.close())

/** Another bed on the pack and photos of the first. */
async function reopen(options: Partial<Parameters<typeof openBed>[0]> = {}): Promise<Bed> {
  const base = await openBase('mini', { home: join(folder, 'home') })
  const paths = bed.photos.map(({ path }) => path)
  return openBed({ pack: bed.pack, base, engine: openEngine({ threads: 1 }), paths, ...options })
}

describe('a bed', () => {
  it('gives what the network takes of photos, in the order asked for, mirrored where asked', async () => {
    const pixels = await bed.pixels([3, 1], { flips: [false, true] })
    const size = 3 * 8 * 8
    expect(pixels.length).toBe(2 * size)
    expect(pixels.subarray(0, size)).toEqual(await bed.pixels([3]))
    const [plain, mirrored] = [await bed.pixels([1]), pixels.subarray(size)]
    expect(mirrored).not.toEqual(plain)
    for (let row = 0; row < 24; row++)
      expect(mirrored.slice(row * 8, row * 8 + 8)).toEqual(plain.slice(row * 8, row * 8 + 8).reverse())
  })

  it('merges by coefficients of layer and database as the task vectors floor does by database and layer', async () => {
    const layers = bed.pack.layers.length
    const vectors = [await bed.pack.vector(0), await bed.pack.vector(1), await bed.pack.vector(2)]
    // A coefficient that tells its place: 10 a layer, 1 a database.
    const data = Float32Array.from({ length: layers * 3 }, (_, at) => Math.floor(at / 3) / 10 + (at % 3) / 100)
    const byVector = [0, 1, 2].flatMap((database) => bed.pack.layers.map((_, layer) => layer / 10 + database / 100))
    const found = await bed.merged({ layers, databases: 3, data })
    expect([...found]).toEqual([...merge(bed.pretrained, vectors, Float32Array.from(byVector))])
  })

  it('scores with each database model: pre-trained network plus one whole vector', async () => {
    const table = await bed.databaseScores()
    expect(table.length).toBe(5 * 3)
    for (const database of [0, 1, 2]) {
      const model = merge(bed.pretrained, [await bed.pack.vector(database)], { vector: [1] })
      expect(await bed.score(model)).toEqual(Float32Array.from(bed.photos, (_, photo) => table[photo * 3 + database]!))
    }
  })

  it('scores mirrored photos where asked, and the others as they are', async () => {
    const plain = await bed.score(bed.pretrained)
    const some = await bed.score(bed.pretrained, { flips: [false, true, false, true, false] })
    expect([0, 2, 4].map((photo) => some[photo])).toEqual([0, 2, 4].map((photo) => plain[photo]))
    for (const photo of [1, 3]) expect(some[photo]).not.toBe(plain[photo])
  })

  it('embeds photos by the tower alone, whatever head stands beside it, and mirrored where asked', async () => {
    const plain = await bed.embed(bed.pretrained)
    expect(plain.length).toBe(5 * 16)
    const headless = new Map([...bed.pretrained].filter(([name]) => !name.startsWith('head.')))
    expect(await bed.embed(headless)).toEqual(plain)
    const some = await bed.embed(bed.pretrained, { flips: [false, true, false, false, false] })
    expect(some.subarray(0, 16)).toEqual(plain.subarray(0, 16))
    expect(some.subarray(16, 32)).not.toEqual(plain.subarray(16, 32))
  })

  it('has tangent rows that say how the scores move with each coefficient', async () => {
    const { width, table } = await bed.tangent()
    const layers = bed.pack.layers.length
    expect(width).toBe(layers * 3)
    const scoreAt = async (at: number, step: number): Promise<Float32Array> => {
      const data = new Float32Array(width).fill(1 / 3)
      data[at]! += step
      return bed.score(await bed.merged({ layers, databases: 3, data }))
    }
    for (const name of ['embeddings.patch_embeddings.projection.weight', 'layernorm.weight', 'head.3.weight']) {
      const at = bed.pack.layers.indexOf(name) * 3 + 1
      const [more, less] = [await scoreAt(at, 0.02), await scoreAt(at, -0.02)]
      bed.photos.forEach((_, photo) => {
        const slope = table[photo * (width + 1) + 1 + at]!
        expect(Math.abs((more[photo]! - less[photo]!) / 0.04 - slope)).toBeLessThan(0.01 * Math.max(1, Math.abs(slope)))
      })
    }
  })

  it("on some of a pack's vectors gives what they alone give, and merges and linearises them alone", async () => {
    const cache = join(folder, 'cache of some')
    const pack = onlyVectors(bed.pack, ['arousal', 'beauty'])
    const some = await reopen({ pack, cache })
    const whole = await reopen({ cache })
    const [table, all] = [await some.databaseScores(), await whole.databaseScores()]
    expect(Array.from(table)).toEqual(bed.photos.flatMap((_, photo) => [all[photo * 3 + 2], all[photo * 3]]))

    const layers = pack.layers.length
    const data = Float32Array.from({ length: layers * 2 }, (_, at) => Math.floor(at / 2) / 10 + (at % 2) / 100)
    const asOfAll = Float32Array.from({ length: layers * 3 }, (_, at) =>
      at % 3 === 1 ? 0 : data[Math.floor(at / 3) * 2 + (at % 3 === 2 ? 0 : 1)]!,
    )
    const merged = await some.merged({ layers, databases: 2, data })
    const fromAll = await whole.merged({ layers, databases: 3, data: asOfAll })
    for (const [name, { data: found }] of merged) {
      const expected = fromAll.get(name)!.data
      expect(Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThan(1e-6)
    }

    const uniform = await some.score(
      await some.merged({ layers, databases: 2, data: new Float32Array(layers * 2).fill(1 / 2) }),
    )
    const tangent = await some.tangent()
    expect(tangent.width).toBe(layers * 2)
    uniform.forEach((score, photo) => expect(tangent.table[photo * (layers * 2 + 1)]).toBeCloseTo(score, 4))
    await expect(some.descriptors()).rejects.toThrow('pack mini (arousal, beauty) has no read-out')
    await some.close()
    await whole.close()
  })

  it('keeps what it computed in its cache, for the same pack and photos alone', async () => {
    const cache = join(folder, 'cache')
    const labels: string[] = []
    const progress = { report: ({ label }: { readonly label: string }) => void labels.push(label) }
    const first = await reopen({ cache, progress })
    const [scores, tangent] = [await first.databaseScores(), await first.tangent()]
    const descriptors = await first.descriptors()
    await first.close()
    expect(new Set(labels)).toEqual(
      new Set(['reading photos', 'scoring with each database model', 'linearising the merged network']),
    )
    labels.length = 0
    const second = await reopen({ cache, progress })
    expect(await second.databaseScores()).toEqual(scores)
    expect(await second.tangent()).toEqual(tangent)
    expect(await second.descriptors()).toEqual(descriptors)
    await second.close()
    expect(labels).toEqual([])

    const fewer = await reopen({ cache, progress, paths: bed.photos.slice(0, 3).map(({ path }) => path) })
    expect(await fewer.databaseScores()).toEqual(scores.slice(0, 9))
    await fewer.close()
    expect(labels).toContain('scoring with each database model')
  })

  it('passes over photos that cannot be read and says which', async () => {
    const path = join(folder, 'broken.jpg')
    await writeFile(path, 'no photo')
    const some = await reopen({ paths: [bed.photos[0]!.path, path] })
    expect(some.photos).toEqual([bed.photos[0]])
    expect(some.skipped).toMatchObject([{ path }])
    await some.close()
    await rm(path)
  })

  it('leaves nothing behind, opened or refused', async () => {
    const temporary = join(folder, 'temporary')
    await mkdir(temporary)
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    const opened = await reopen()
    expect(await readdir(temporary)).toHaveLength(1)
    await opened.close()
    await expect(reopen({ paths: [join(folder, 'gone.jpg')] })).rejects.toThrow(MissingError)
    await expect(reopen({ base: { ...miniBase(2), architecture: 'custom' } })).rejects.toThrow(FormatError)
    expect(await readdir(temporary)).toEqual([])
  })

  it('says which photo gets no finite score', async () => {
    const damaged = new Map(bed.pretrained)
    damaged.set('head.3.bias', { shape: [10], data: new Float32Array(10).fill(NaN) })
    await expect(bed.score(damaged)).rejects.toThrow(PalateError)
    await expect(bed.score(damaged)).rejects.toThrow(
      `the network gives ${bed.photos[0]!.path} the number NaN; the pack or its base is damaged`,
    )
  })

  it('can be stopped while it scores and while it linearises', async () => {
    const stop = new AbortController()
    const stopped = await reopen({ signal: stop.signal })
    stop.abort()
    await expect(stopped.databaseScores()).rejects.toThrow(new CancelledError('stopped after 0 of 5 photos'))
    await expect(stopped.tangent()).rejects.toThrow(new CancelledError('stopped after 0 of 5 tangent rows'))
    await stopped.close()
  })
})
