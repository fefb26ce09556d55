import { type NamedTensors, type Tensor } from '../../src/core/index.ts'
import { compile, input, openEngine } from '../../src/graph/index.ts'
import { type HeadConfig, inputParameters, score, tower, type TowerConfig } from '../../src/model/index.ts'
import type { Bed } from '../../src/personalize/index.ts'
import { merge, type Pack, vectorLayers } from '../../src/task-vectors/index.ts'
import { goldenSet } from './golden.ts'

/** One case of the golden set `personalize` (test/oracle/README.md). */
export interface GoldenCase {
  readonly name: string
  readonly op: 'personalise' | 'fine-tune-best' | 'tangents'
  readonly base: 'openclip' | 'dinov2'
  readonly zeroGradientLayers?: readonly string[]
  readonly attributes: {
    readonly head: HeadConfig
    readonly headLayers?: 'frozen' | 'trained'
    readonly temperature?: number
    readonly granularity?: 'layer' | 'database'
    readonly loss: 'bradley-terry' | 'mse'
    readonly pairs: 'all' | 'halves' | null
    readonly steps: number
    readonly schedule: { readonly start: number; readonly end: number; readonly steps: number }
    readonly weightDecay: number
    readonly photos: number
    readonly ratings: readonly number[]
    readonly batches?: readonly (readonly number[])[]
  }
  /** (step, row of the batch, hidden) */
  readonly masks?: Float32Array
}

interface GoldenDocument {
  readonly cases: readonly GoldenCase[]
  readonly bases: Readonly<
    Record<
      GoldenCase['base'],
      { readonly tower: TowerConfig; readonly databases: number; readonly layers: readonly string[] }
    >
  >
}

const golden = await goldenSet<GoldenCase>('personalize')
const { cases, bases } = golden.document as GoldenDocument
const engine = openEngine({ threads: 1 })

export function goldenTensor(name: string): Float32Array {
  return golden.tensor(name).data
}

export function goldenCases(op: GoldenCase['op']): readonly GoldenCase[] {
  return cases
    .filter((each) => each.op === op)
    .map((each) =>
      each.attributes.batches === undefined ? each : { ...each, masks: goldenTensor(`${each.name}/in/masks`) },
    )
}

/** A bed on the golden set's network and photos. Its pixels are given as they are: no file, no preprocessing. */
export function goldenBed({ base, attributes }: GoldenCase): Bed {
  const { tower: config, databases, layers } = bases[base]
  const { head } = attributes
  const named = (part: string): NamedTensors =>
    new Map(layers.map((name): [string, Tensor] => [name, golden.tensor(`${base}/in/${part}/${name}`)]))
  const pretrained = named('pre')
  const vectors = Array.from({ length: databases }, (_, index) => named(`vector-${index}`))
  const photos = goldenTensor(`${base}/in/photos`)
  const size = 3 * config.imageSize ** 2

  const pixels: Bed['pixels'] = async (positions) => {
    const result = new Float32Array(positions.length * size)
    positions.forEach((photo, row) => result.set(photos.subarray(photo * size, (photo + 1) * size), row * size))
    return result
  }
  const everyPhoto = Array.from({ length: attributes.photos }, (_, photo) => photo)
  const scorer = (async () => {
    const { parameters } = inputParameters(vectorLayers(config, head))
    const shape = [attributes.photos, 3, config.imageSize, config.imageSize]
    return engine.load(compile({ scores: score(head, parameters, tower(config, parameters, input('pixels', shape))) }))
  })()
  const scoreAll: Bed['score'] = async (parameters) => {
    const feeds = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]))
    return (await (await scorer).run({ ...feeds, pixels: await pixels(everyPhoto) }))['scores']!.data
  }
  const pack = {
    tower: config,
    head,
    layers,
    databases: vectors.map((_, index) => ({ name: `database-${index}` })),
    vector: async (index: number) => vectors[index]!,
  }
  return {
    pack: pack as unknown as Pack,
    engine,
    photos: [],
    skipped: [],
    pretrained,
    pixels,
    score: scoreAll,
    embed: () => Promise.reject(new Error('the golden bed has no embeddings')),
    descriptors: () => Promise.reject(new Error('the golden bed has no read-out')),
    async stacked() {
      return new Map(layers.map((name) => [name, joined(vectors.map((vector) => vector.get(name)!.data))]))
    },
    async merged({ data, layers: count }) {
      const byVector = vectors.map((_, index) =>
        Array.from({ length: count }, (_each, layer) => data[layer * databases + index]!),
      )
      return merge(pretrained, vectors, Float32Array.from(byVector.flat()))
    },
    async databaseScores() {
      const result = new Float32Array(attributes.photos * databases)
      for (const [index, vector] of vectors.entries()) {
        const scores = await scoreAll(merge(pretrained, [vector], { vector: [1] }))
        scores.forEach((value, photo) => (result[photo * databases + index] = value))
      }
      return result
    },
    tangent: () => Promise.reject(new Error('the golden bed has no tangent rows')),
    close: async () => {},
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]))
}
