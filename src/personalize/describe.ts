import { type NamedTensors, type Tensor, UsageError } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { type Base, type Network, openNetwork, towerLayers } from '../model/index.ts'
import {
  coefficientTable,
  merge,
  mergeLayer,
  type Pack,
  pretrainedOf,
  type ReadOut,
  readReadOut,
} from '../task-vectors/index.ts'
import type { Describer } from './describer.ts'
import { standardised } from './distil-read-out.ts'
import { type Descriptors, EMBEDDING_STEPS, encodeDescriptors } from './descriptor.ts'
import { applyAffine, type Table } from './ridge.ts'

export type DescribeMode = 'fast' | 'exact'

export interface DescriberOptions {
  readonly pack: Pack
  readonly base: Base
  readonly engine: Engine
  /** `fast`: one pass of the trunk. `exact`: the n database models too, n + 1 passes. Default `fast`. */
  readonly mode?: DescribeMode
}

/** A describer that also gives the numbers before they are rounded for storage. */
export interface PackDescriber extends Describer {
  readonly readOut: ReadOut
  /** (photo, n + m): database scores, then the embedding in standard deviations. */
  numbers(crops: readonly Uint8Array[]): Promise<Float32Array>
}

/**
 * Opens what computes a pack's descriptors.
 * @throws {UsageError} where the pack has no read-out. @throws {FormatError} where its files do not belong together.
 */
export async function openDescriber(options: DescriberOptions): Promise<PackDescriber> {
  const { pack, base, engine, mode = 'fast' } = options
  const readOut = await requireReadOut(pack)
  const n = pack.databases.length
  const { tower, preprocessing, head } = pack
  const pretrained = pretrainedOf(pack, base)
  const trunk = await openNetwork(engine, { tower, preprocessing })
  await trunk.bind(await trunkParameters(pack, pretrained, readOut))
  const models: Network[] = []
  for (let database = 0; mode === 'exact' && database < n; database++) {
    const model = await openNetwork(engine, { tower, preprocessing, head })
    await model.bind(merge(pretrained, [await pack.vector(database)], { vector: [1] }))
    models.push(model)
  }
  const shape = { databases: n, width: readOut.embedding.bias.length }

  const numbers: PackDescriber['numbers'] = async (crops) => {
    const result = readNumbers(readOut, { rows: crops.length, columns: trunk.width, data: await trunk.run(crops) })
    if (mode === 'exact') {
      const table = new Float32Array(crops.length * n)
      for (const [database, model] of models.entries())
        (await model.run(crops)).forEach((score, photo) => (table[photo * n + database] = score))
      const { data } = standardised({ rows: crops.length, columns: n, data: table }, readOut.exact)
      for (let photo = 0; photo < crops.length; photo++)
        result.set(data.subarray(photo * n, (photo + 1) * n), photo * (n + shape.width))
    }
    return result
  }
  return {
    key: `${pack.hash}/${mode}`,
    shape,
    framing: { resize: preprocessing.resize, crop: preprocessing.crop },
    readOut,
    numbers,
    describe: async (crops) => encodeDescriptors(descriptorsOf(await numbers(crops), shape)),
    async close() {
      for (const network of [trunk, ...models]) await network.close()
    },
  }
}

/** Database scores and embedding, (photo, n + m), of the trunk's embeddings (photo, d). */
export function readNumbers(readOut: Pick<ReadOut, 'scores' | 'embedding'>, embeddings: Table): Float32Array {
  const scores = applyAffine(readOut.scores, embeddings)
  const embedding = applyAffine(readOut.embedding, embeddings)
  const n = readOut.scores.bias.length
  const m = readOut.embedding.bias.length
  const result = new Float32Array(embeddings.rows * (n + m))
  for (let photo = 0; photo < embeddings.rows; photo++) {
    result.set(scores.subarray(photo * n, (photo + 1) * n), photo * (n + m))
    result.set(embedding.subarray(photo * m, (photo + 1) * m), photo * (n + m) + n)
  }
  return result
}

/** Numbers (photo, n + m) as descriptors: the embedding rounded to `EMBEDDING_STEPS` a deviation and cut at a byte. */
export function descriptorsOf(
  numbers: Float32Array,
  shape: { readonly databases: number; readonly width: number },
): Descriptors {
  const { databases: n, width } = shape
  const photos = numbers.length / (n + width)
  const scores = new Float32Array(photos * n)
  const embedding = new Int8Array(photos * width)
  for (let photo = 0; photo < photos; photo++) {
    const start = photo * (n + width)
    scores.set(numbers.subarray(start, start + n), photo * n)
    for (let at = 0; at < width; at++) {
      const steps = Math.round(numbers[start + n + at]! * EMBEDDING_STEPS)
      embedding[photo * width + at] = Math.max(-127, Math.min(127, steps))
    }
  }
  return { ...shape, photos, scores, embedding }
}

/**
 * The tower's layers of the trunk: theta_pre + sum_i trunk_i tau_i. One layer of one vector is in memory at a time.
 * @throws {UsageError} where there is not one finite coefficient for each vector.
 */
export async function trunkParameters(
  pack: Pack,
  pretrained: NamedTensors,
  { trunk }: Pick<ReadOut, 'trunk'>,
): Promise<NamedTensors> {
  const alpha = coefficientTable({
    coefficients: { vector: [...trunk] },
    vectors: pack.databases.length,
    layers: pretrained.size,
  })
  const taskVectors: Awaited<ReturnType<Pack['openVector']>>[] = []
  try {
    for (const index of pack.databases.keys()) taskVectors.push(await pack.openVector(index))
    const merged = new Map<string, Tensor>()
    for (const { name, shape } of towerLayers(pack.tower)) {
      const data = await mergeLayer(pretrained.get(name)!, { name, taskVectors, alpha: (vector) => alpha(vector, 0) })
      merged.set(name, { shape, data })
    }
    return merged
  } finally {
    for (const vector of taskVectors) await vector.close()
  }
}

/** @throws {UsageError} where the pack has no read-out. */
export async function requireReadOut(pack: Pack): Promise<ReadOut> {
  const readOut = await readReadOut(pack)
  if (readOut !== null) return readOut
  throw new UsageError(
    `pack ${pack.name} has no read-out, which descriptors and the method instant need; give it one with ` +
      '`palate pack read-out`, or choose another method',
  )
}
