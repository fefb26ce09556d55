import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createRandom, type NamedTensors, sizeOf } from '../../src/core/index.ts'
import { type HeadConfig, headLayers, type Layer, type TowerConfig, towerLayers } from '../../src/model/index.ts'
import { hashOfTensors, type TaskVector, type VectorBase, vectorLayers } from '../../src/task-vectors/index.ts'

/** A tower of 24 layers that is made in no time. */
export const miniTower: TowerConfig = {
  family: 'dinov2',
  imageSize: 8,
  patchSize: 4,
  width: 8,
  depth: 1,
  heads: 2,
  mlpWidth: 16,
  projection: null,
  pooling: 'class+mean',
  normEpsilon: 1e-6,
}

export const miniHead: HeadConfig = { input: 16, hidden: 12, dropout: 0.5, template: 'ten', normalisation: 'none' }

/** Normal values in every layer; the same seed gives the same. */
export function randomTensors(
  layers: readonly Layer[],
  options: { readonly seed: number; readonly scale?: number },
): NamedTensors {
  const { seed, scale = 1 } = options
  const random = createRandom(seed)
  return new Map(
    layers.map(({ name, shape }) => [
      name,
      { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => scale * random.normal()) },
    ]),
  )
}

export function miniBase(seed = 1): VectorBase & { readonly parameters: NamedTensors } {
  const parameters = randomTensors(towerLayers(miniTower), { seed })
  return {
    name: `mini-${seed}`,
    architecture: 'mini',
    hash: hashOfTensors(parameters),
    source: 'made by test/support/mini-vectors.ts',
    tower: miniTower,
    preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
    parameters,
  }
}

/** A task vector as training would leave it. The common head depends on `headSeed` alone. */
export function miniTaskVector(
  options: {
    readonly name?: string
    readonly seed?: number
    readonly baseSeed?: number
    readonly headSeed?: number
  } = {},
): TaskVector {
  const { name = 'beauty', seed = 10, baseSeed = 1, headSeed = 5 } = options
  return {
    base: miniBase(baseSeed),
    head: miniHead,
    commonHead: randomTensors(headLayers(miniHead), { seed: headSeed }),
    vector: randomTensors(vectorLayers(miniTower, miniHead), { seed, scale: 1e-3 }),
    database: {
      name,
      title: `The ${name} database`,
      template: 'ten',
      scoreRange: [1, 7],
      counts: { train: 2, validation: 1 },
      licence: 'none needed',
      source: 'made by test/support/mini-vectors.ts',
      metrics: { frozen: { srocc: 0.4, plcc: 0.5 }, fineTuned: { srocc: 0.6, plcc: 0.7 } },
      training: { preset: 'quick', steps: 12 },
    },
    photos: [
      { contentHash: seed.toString(16).padStart(64, '0'), perceptualHash: seed.toString(16).padStart(32, 'a') },
      { contentHash: seed.toString(16).padStart(64, 'f'), perceptualHash: seed.toString(16).padStart(32, 'b') },
    ],
  }
}

/** A folder of its own for one test, removed at its end. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palate-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
