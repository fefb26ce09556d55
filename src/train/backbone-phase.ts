import { type Engine, compile, constant, gradients, input, mul, sub, sum } from '../graph/index.ts'
import { createRandom, tensor } from '../core/index.ts'
import { normalise } from '../image/index.ts'
import {
  type HeadConfig,
  headLayers,
  inputParameters,
  openNetwork,
  type Preprocessing,
  score,
  tower,
  type TowerConfig,
  towerLayers,
} from '../model/index.ts'
import { agreement, type Features, type PhaseContext } from './head-phase.ts'
import { type PhaseResult, runPhase } from './phase.ts'
import type { PhotoStore } from './photo-store.ts'
import type { PhaseSettings } from './presets.ts'
import { batchAt, dropoutMask } from './sampling.ts'

export interface BackboneOptions extends PhaseContext {
  readonly engine: Engine
  readonly tower: TowerConfig
  readonly head: HeadConfig
  readonly preprocessing: Preprocessing
  /** Tower and head, updated in place. */
  readonly parameters: ReadonlyMap<string, Float32Array>
  readonly photos: PhotoStore
  readonly data: Pick<Features, 'targets' | 'train' | 'validation'>
  readonly flips: boolean
  readonly seed: string
}

/** Photos a run: larger working sets leave the cache (measured: 8 costs a photo no more than 4 or 16). */
const MICRO_BATCH = 8

/** Fine-tunes backbone and head together (Sec. F, second part). */
export async function trainBackbone(options: BackboneOptions): Promise<PhaseResult> {
  const { settings, data, seed, head, preprocessing } = options
  const micro = largestDivisor(settings.batch, MICRO_BATCH)
  const side = options.tower.imageSize
  const layers = [...towerLayers(options.tower), ...headLayers(head)]
  const { parameters, inputs } = inputParameters(layers)
  const embedding = tower(options.tower, parameters, input('pixels', [micro, 3, side, side]))
  const error = sub(
    score(head, parameters, embedding, input('dropout', [micro, head.hidden])),
    input('target', [micro]),
  )
  const loss = mul(sum(mul(error, error)), constant(1 / settings.batch)) // this part's share of the batch's mean
  const graph = compile({
    loss,
    ...Object.fromEntries(
      gradients(loss, inputs).map((gradient, index) => [`gradient ${layers[index]!.name}`, gradient]),
    ),
  })
  const training = await options.engine.load(graph)
  const network = await openNetwork(options.engine, { tower: options.tower, head, preprocessing })
  const ordered = new Map(layers.map(({ name }) => [name, options.parameters.get(name)!]))
  await training.bind(Object.fromEntries(ordered))
  await network.bind(new Map(layers.map(({ name, shape }) => [name, tensor(shape, ordered.get(name)!)])))
  const totals = layers.map(({ name }) => new Float32Array(ordered.get(name)!.length))
  try {
    return await runPhase({
      ...options,
      rateFactor: (layer) => rateFactor(layer, { depth: options.tower.depth, settings }),
      parameters: ordered,
      async gradientsAt(step) {
        const positions = batchAt(data.train, { size: settings.batch, step, seed })
        const random = createRandom(`${seed}/flip ${step}`)
        const flips = positions.map(() => options.flips && random.uniform() < 0.5)
        const mask = dropoutMask(settings.batch * head.hidden, { p: head.dropout, seed: `${seed}/dropout ${step}` })
        let total = 0
        for (const each of totals) each.fill(0)
        for (let start = 0; start < settings.batch; start += micro) {
          const part = positions.slice(start, start + micro)
          const results = await training.run({
            pixels: normalise(await options.photos.read(part), preprocessing, {
              flips: flips.slice(start, start + micro),
            }),
            target: Float32Array.from(part, (position) => data.targets[position]!),
            dropout: mask.subarray(start * head.hidden, (start + micro) * head.hidden),
          })
          total += results['loss']!.data[0]!
          layers.forEach(({ name }, index) => addInto(totals[index]!, results[`gradient ${name}`]!.data))
        }
        return { loss: total, gradients: totals }
      },
      validate: async () => agreement(await network.run(await options.photos.read(data.validation)), data),
    })
  } finally {
    await training.close()
    await network.close()
  }
}

/**
 * Layer-wise decay (Clark et al. 2020, ELECTRA): the last block at the full rate, each block below at `layerDecay` of the one
 * above, the embeddings below them all.
 */
export function rateFactor(
  layer: string,
  { depth, settings }: { readonly depth: number; readonly settings: PhaseSettings },
): number {
  if (layer.startsWith('head.')) return settings.headFactor ?? 1
  const block = /(?:resblocks|encoder\.layer)\.(\d+)\./.exec(layer)?.[1]
  const isEnd = /^(ln_post|layernorm|proj|distil)/.test(layer)
  const below = block !== undefined ? depth - 1 - Number(block) : isEnd ? 0 : depth
  return (settings.layerDecay ?? 1) ** below
}

function addInto(total: Float32Array, term: Float32Array): void {
  for (let at = 0; at < total.length; at++) total[at]! += term[at]!
}

function largestDivisor(number: number, limit: number): number {
  for (let divisor = Math.min(number, limit); divisor > 1; divisor--) if (number % divisor === 0) return divisor
  return 1
}
