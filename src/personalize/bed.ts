import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CancelledError, type Job, type NamedTensors, PalateError, sizeOf } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { normalise, type NormaliseOptions, type SkippedPhoto } from '../image/index.ts'
import { type Base, embeddingWidth, type Network, openNetwork, towerLayers } from '../model/index.ts'
import { merge, type Pack, pretrainedOf } from '../task-vectors/index.ts'
import { openPhotoStore, type PhotoStore } from '../train/index.ts'
import { type BedCache, openBedCache } from './bed-cache.ts'
import type { Coefficients } from './coefficients.ts'
import { descriptorsOf, readNumbers, requireReadOut, trunkParameters } from './describe.ts'
import type { Descriptors } from './descriptor.ts'
import { once } from './once.ts'
import { tangentRows, type TangentRows } from './tangent.ts'

/**
 * A pack and a list of photos, with everything that methods need of them and that no person changes: computed when first
 * asked for, then kept. Crops lie on disk, so that the number of photos is not bounded by memory.
 */
export interface Bed {
  readonly pack: Pack
  readonly engine: Engine
  readonly photos: PhotoStore['photos']
  readonly skipped: readonly SkippedPhoto[]
  /** theta_pre with the common head, in the order of `pack.layers`. */
  readonly pretrained: NamedTensors
  /** All n task vectors, layer by layer: (n, size of the layer) one after the other. */
  stacked(): Promise<ReadonlyMap<string, Float32Array>>
  /** The parameters theta_p of a merge (Eq. 2). `coefficients` (layer, n). */
  merged(coefficients: Coefficients): Promise<NamedTensors>
  /** Zero-shot scores of the n database models theta_pre + tau_i: (photo, n) row-major. */
  databaseScores(): Promise<Float32Array>
  /** Scores and their derivatives by the coefficients at the uniform merge. */
  tangent(): Promise<TangentRows>
  /** Scores of all photos by the network with these parameters: (photo). */
  score(parameters: NamedTensors, options?: RunOptions): Promise<Float32Array>
  /** Embeddings of all photos by the tower with these parameters: (photo, d). */
  embed(parameters: NamedTensors, options?: RunOptions): Promise<Float32Array>
  /** What the pack says of each photo, from one forward pass of its trunk. @throws {UsageError} where it has no read-out. */
  descriptors(): Promise<Descriptors>
  /** What the network takes of the photos at these positions: (position, 3, side, side). */
  pixels(positions: readonly number[], options?: NormaliseOptions): Promise<Float32Array>
  close(): Promise<void>
}

export interface RunOptions {
  /** Photos to be mirrored, as the released code does with some. */
  readonly flips?: readonly boolean[]
  /** Name under which the bed's cache keeps the result; it must name the parameters too. Default: nothing is kept. */
  readonly keep?: string
}

export interface OpenBedOptions extends Job {
  readonly pack: Pack
  readonly base: Base
  readonly engine: Engine
  readonly paths: readonly string[]
  /** Folder in which what was computed is kept for the next time; without one, nothing is. */
  readonly cache?: string
}

/** Photos read from disk at a time while scoring. */
const CHUNK = 64

/** Decodes the photos and opens a bed on those that can be read. @throws {MissingError} where none can. */
export async function openBed(options: OpenBedOptions): Promise<Bed> {
  const { pack, engine } = options
  const pretrained = pretrainedOf(pack, options.base)
  const temporary = options.cache === undefined ? await mkdtemp(join(tmpdir(), 'palate-')) : undefined
  const cache: BedCache = openBedCache({ folder: options.cache ?? temporary!, pack: pack.hash, paths: options.paths })
  const removeTemporary = async (): Promise<void> => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
  }
  const store = await openPhotoStore({ ...options, folder: cache.folder, preprocessing: pack.preprocessing }).catch(
    async (error) => {
      await removeTemporary()
      throw error
    },
  )
  const count = pack.databases.length
  const everyPhoto = store.photos.map((_, position) => position)

  /** Runs a network over all photos, some at a time: (photo, width). */
  async function over(
    network: Network,
    parameters: NamedTensors,
    flips: readonly boolean[] | undefined,
  ): Promise<Float32Array> {
    try {
      await network.bind(parameters)
      const result = new Float32Array(everyPhoto.length * network.width)
      for (let start = 0; start < everyPhoto.length; start += CHUNK) {
        if (options.signal?.aborted === true)
          throw new CancelledError(`stopped after ${start} of ${everyPhoto.length} photos`)
        const crops = await store.read(everyPhoto.slice(start, start + CHUNK))
        const mirrored = flips === undefined ? {} : { flips: flips.slice(start, start + CHUNK) }
        result.set(await network.run(crops, mirrored), start * network.width)
      }
      return requireFinite(result, { store, width: network.width })
    } finally {
      await network.close()
    }
  }
  const { tower, head, preprocessing } = pack
  const kept = (name: string | undefined, width: number, compute: () => Promise<Float32Array>): Promise<Float32Array> =>
    name === undefined ? compute() : cache.keep(name, [everyPhoto.length, width], compute)
  const score: Bed['score'] = (parameters, { flips, keep } = {}) =>
    kept(keep, 1, async () => over(await openNetwork(engine, { tower, head, preprocessing }), parameters, flips))
  const embed: Bed['embed'] = (parameters, { flips, keep } = {}) =>
    kept(keep, embeddingWidth(tower), async () => {
      const layers = towerLayers(tower).map(({ name }) => [name, parameters.get(name)!] as const)
      return over(await openNetwork(engine, { tower, preprocessing }), new Map(layers), flips)
    })

  const pixels: Bed['pixels'] = async (positions, flips) =>
    normalise(await store.read(positions), pack.preprocessing, flips)

  const stacked = once(async () => stackVectors(pack))
  return {
    pack,
    engine,
    photos: store.photos,
    skipped: store.skipped,
    pretrained,
    stacked,
    score,
    embed,
    descriptors: once(async () => {
      const readOut = await requireReadOut(pack)
      const shape = { databases: count, width: readOut.embedding.bias.length }
      const width = count + shape.width
      const numbers = await cache.keep('descriptors', [everyPhoto.length, width], async () => {
        const embeddings = await embed(await trunkParameters(pack, pretrained, readOut))
        return readNumbers(readOut, { rows: everyPhoto.length, columns: embeddingWidth(tower), data: embeddings })
      })
      return descriptorsOf(numbers, shape)
    }),
    async merged({ data, layers, databases }) {
      const vectors = viewsOf(await stacked(), { pretrained, databases })
      const byVector = Float32Array.from(data, (_, at) => data[(at % layers) * databases + Math.floor(at / layers)]!) // (n, layer)
      return merge(pretrained, vectors, byVector)
    },
    databaseScores: once(() =>
      cache.keep('database-scores', [everyPhoto.length, count], async () => {
        const result = new Float32Array(everyPhoto.length * count)
        for (let database = 0; database < count; database++) {
          options.progress?.report({ label: 'scoring with each database model', done: database, total: count })
          const scores = await score(merge(pretrained, [await pack.vector(database)], { vector: [1] }))
          scores.forEach((value, photo) => (result[photo * count + database] = value))
        }
        options.progress?.report({ label: 'scoring with each database model', done: count, total: count })
        return result
      }),
    ),
    tangent: once(async () => {
      const width = 1 + pack.layers.length * count
      const table = await cache.keep('tangent', [everyPhoto.length, width], async () =>
        tangentRows({ ...options, pretrained, vectors: await stacked(), photos: everyPhoto.length, pixels }),
      )
      return { width: width - 1, table }
    }),
    pixels,
    async close() {
      await store.close()
      await removeTemporary()
    },
  }
}

async function stackVectors(pack: Pack): Promise<ReadonlyMap<string, Float32Array>> {
  const count = pack.databases.length
  const result = new Map<string, Float32Array>()
  for (let database = 0; database < count; database++) {
    for (const [name, { shape, data }] of await pack.vector(database)) {
      const size = sizeOf(shape)
      if (database === 0) result.set(name, new Float32Array(count * size))
      result.get(name)!.set(data, database * size)
    }
  }
  return result
}

/** The stacked vectors one by one, without copying. */
function viewsOf(
  stacked: ReadonlyMap<string, Float32Array>,
  options: { readonly pretrained: NamedTensors; readonly databases: number },
): NamedTensors[] {
  return Array.from({ length: options.databases }, (_, database) => {
    const layers = [...options.pretrained].map(([name, { shape }]) => {
      const size = sizeOf(shape)
      return [name, { shape, data: stacked.get(name)!.subarray(database * size, (database + 1) * size) }] as const
    })
    return new Map(layers)
  })
}

function requireFinite(
  numbers: Float32Array,
  { store, width }: { readonly store: PhotoStore; readonly width: number },
): Float32Array {
  const bad = numbers.findIndex((each) => !Number.isFinite(each))
  if (bad >= 0) {
    const { path } = store.photos[Math.floor(bad / width)]!
    throw new PalateError(`the network gives ${path} the number ${numbers[bad]}; the pack or its base is damaged`)
  }
  return numbers
}
