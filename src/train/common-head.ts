import { join } from 'node:path'
import { createRandom, type Job, type NamedTensors, sizeOf, type Tensor, tensor, UsageError } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import { type Base, type HeadConfig, headLayers, templateOf } from '../model/index.ts'
import { hashOfTensors } from '../task-vectors/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'
import { type Features, trainHead } from './head-phase.ts'
import type { PhaseResult } from './phase.ts'
import { headConfig, keyOf, prepare, type Prepared } from './prepare.ts'
import type { TrainSettings } from './presets.ts'

/**
 * The head that all vectors of a pack start from. Heads that start apart cannot be merged: their hidden units mean
 * different things. Random as PyTorch's Linear, uniform in +-1 / sqrt(inputs), and the same for the same seed; but the last
 * bias puts the untrained score in the middle of the scale. From PyTorch's it starts at sigmoid(0) * 55 = 27.5 on a scale
 * of 1 to 10, and the way down there leaves hidden units that no longer learn (measured: validation SROCC of mean valence
 * .16 after 600 steps).
 */
export function randomHead(config: HeadConfig, seed: number): NamedTensors {
  const random = createRandom(`${seed}/common head`)
  const template = templateOf(config)
  const middle = (template[0]! + template.at(-1)!) / 2
  const share = middle / template.reduce((sum, each) => sum + each, 0)
  const lastBias = config.normalisation === 'none' ? Math.log(share / (1 - share)) : 0
  return new Map(
    headLayers(config).map(({ name, shape }) => {
      if (name === 'head.3.bias') return [name, tensor(shape, new Float32Array(sizeOf(shape)).fill(lastBias))]
      const bound = 1 / Math.sqrt(name.startsWith('head.0') ? config.input : config.hidden)
      return [
        name,
        tensor(
          shape,
          Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * bound),
        ),
      ]
    }),
  )
}

export interface CommonHeadOptions extends Job {
  readonly databases: readonly Database[]
  readonly base: Base
  readonly engine: Engine
  readonly settings: TrainSettings
  readonly out: string
  readonly work: string
  readonly seed: number
  readonly now: () => number
}

/** Trains one head on the frozen features of several databases at once, from the random one, and writes it to `out`. */
export async function trainCommonHead(
  options: CommonHeadOptions,
): Promise<{ readonly head: NamedTensors; readonly result: PhaseResult }> {
  const { databases, base, settings, seed, work } = options
  if (databases.length === 0) throw new UsageError('a common head needs at least one database to be trained on')
  const config = headConfig(base, settings, 'ten')
  const head = randomHead(config, seed)
  const prepared: Prepared[] = []
  try {
    for (const database of databases) prepared.push(await prepare({ ...options, database, head: config }))
    const features = joinFeatures(prepared.map((each) => each.features))
    const photos = prepared.map((each) => each.photos.photos.map(({ contentHash }) => contentHash))
    const key = keyOf([base.hash, settings, seed, config, photos, Array.from(features.targets)])
    const result = await trainHead({
      ...options,
      label: `training the common head on ${databases.length} databases`,
      settings: settings.commonHead ?? settings.head,
      checkpoint: join(work, `common-head-${key}.safetensors`),
      config,
      head: new Map([...head].map(([name, { data }]) => [name, data])), // trained in place
      features,
      seed: `${seed}/common head`,
    })
    await writeHead(options.out, head)
    return { head, result }
  } finally {
    for (const { photos } of prepared) await photos.close()
  }
}

export async function writeHead(path: string, head: NamedTensors): Promise<void> {
  const tensors = [...head].map(([name, { shape, data }]) => ({ name, shape, type: 'F32' as const, data }))
  await writeSafetensors(path, tensors, { metadata: { hash: hashOfTensors(head) } })
}

/** @throws {UsageError} where the file holds no head of this shape. */
export async function readHead(path: string, config: HeadConfig): Promise<NamedTensors> {
  const file = await openSafetensors(path)
  try {
    const head = new Map<string, Tensor>()
    for (const { name, shape } of headLayers(config)) {
      const found = file.tensors.get(name)
      if (found === undefined || found.shape.join() !== shape.join()) {
        throw new UsageError(
          `${path}: expected a head with ${name} (${shape.join(', ')}), got ${found === undefined ? 'no such tensor' : `(${found.shape.join(', ')})`}`,
        )
      }
      head.set(name, await file.read(name))
    }
    return head
  } finally {
    await file.close()
  }
}

/** Several databases as one: positions of the later ones follow those of the earlier. */
function joinFeatures(all: readonly Features[]): Features {
  const starts = all.map((_, index) => all.slice(0, index).reduce((sum, { targets }) => sum + targets.length, 0))
  const shifted = (pick: (features: Features) => readonly number[]): number[] =>
    all.flatMap((features, index) => pick(features).map((position) => position + starts[index]!))
  return {
    width: all[0]!.width,
    views: all[0]!.views.map((_, view) => joinArrays(all.map((features) => features.views[view]!))),
    targets: joinArrays(all.map((features) => features.targets)),
    train: shifted((features) => features.train),
    validation: shifted((features) => features.validation),
  }
}

function joinArrays(arrays: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(arrays.reduce((sum, each) => sum + each.length, 0))
  let at = 0
  for (const each of arrays) {
    result.set(each, at)
    at += each.length
  }
  return result
}
