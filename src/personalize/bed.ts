import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CancelledError, type Job, type NamedTensors, PalateError, sizeOf } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { normalise, type NormaliseOptions, type SkippedPhoto } from '../image/index.ts'
import { type Base, openNetwork } from '../model/index.ts'
import { merge, type Pack, pretrainedOf } from '../task-vectors/index.ts'
import { openPhotoStore, type PhotoStore } from '../train/index.ts'
import { type BedCache, openBedCache } from './bed-cache.ts'
import type { Coefficients } from './coefficients.ts'
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
  /** Scores of all photos by the network with these parameters: (photo). `flips` mirrors some photos, as the released code does. */
  score(parameters: NamedTensors, options?: { readonly flips?: readonly boolean[] }): Promise<Float32Array>
  /** What the network takes of the photos at these positions: (position, 3, side, side). */
  pixels(positions: readonly number[], options?: NormaliseOptions): Promise<Float32Array>
  close(): Promise<void>
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

  const score: Bed['score'] = async (parameters, { flips } = {}) => {
    const network = await openNetwork(engine, { tower: pack.tower, head: pack.head, preprocessing: pack.preprocessing })
    try {
      await network.bind(parameters)
      const result = new Float32Array(everyPhoto.length)
      for (let start = 0; start < everyPhoto.length; start += CHUNK) {
        if (options.signal?.aborted === true)
          throw new CancelledError(`stopped after scoring ${start} of ${everyPhoto.length} photos`)
        const crops = await store.read(everyPhoto.slice(start, start + CHUNK))
        result.set(
          await network.run(crops, flips === undefined ? {} : { flips: flips.slice(start, start + CHUNK) }),
          start,
        )
      }
      return requireFinite(result, store)
    } finally {
      await network.close()
    }
  }

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

function requireFinite(scores: Float32Array, { photos }: PhotoStore): Float32Array {
  const bad = scores.findIndex((each) => !Number.isFinite(each))
  if (bad >= 0)
    throw new PalateError(
      `the network gives ${photos[bad]!.path} the score ${scores[bad]}; the pack or its base is damaged`,
    )
  return scores
}

function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= compute())
}
