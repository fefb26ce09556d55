import { CancelledError, type NamedTensors, PalateError } from '../core/index.ts'
import { compile, gradients, input } from '../graph/index.ts'
import { inputParameters, score, tower } from '../model/index.ts'
import { merge, vectorLayers } from '../task-vectors/index.ts'
import { createAdamW, learningRate } from '../train/index.ts'
import type { Bed } from './bed.ts'
import { type Batches, randomBatches } from './batches.ts'
import { batchFeeds, lossGraph } from './losses.ts'
import type { Method } from './method.ts'
import { adaptiveWeights, relevanceOf } from './relevance.ts'
import { type PaperSettings, paperPresets } from './settings.ts'
import type { Support } from './support.ts'

/**
 * Best-fit FT (table 5): the database model that agrees best with the support set, fine-tuned whole, head included, on the
 * same rank loss. The paper gives no rates for it: those of its backbone fine-tuning (Sec. F) are taken.
 */
export const bestFitSettings: PaperSettings = { ...paperPresets.paper, startRate: 1.5e-6, endRate: 1.5e-7 }

export function bestFitMethod(
  bed: Bed,
  options: { readonly settings: PaperSettings } = { settings: bestFitSettings },
): Method {
  const { settings } = options
  return {
    name: 'best-fit-ft',
    async learn(support, { random, signal, onStep }) {
      const started = performance.now()
      const seed = String(random.integer(2 ** 31))
      const weights = adaptiveWeights(await relevanceOf(bed, support), 0)
      const chosen = await bed.pack.vector(weights.indexOf(1))
      const parameters = merge(bed.pretrained, [chosen], { vector: [1] })
      if (new Set(support.scores).size > 1) {
        await fineTuneInto(parameters, {
          bed,
          support,
          settings,
          batches: randomBatches(support, { settings, hidden: bed.pack.head.hidden, seed }),
          ...(signal === undefined ? {} : { signal }),
          ...(onStep === undefined ? {} : { onStep: (step, loss) => onStep(step, settings.steps, loss) }),
        })
      }
      const scores = await bed.score(parameters)
      return [{ label: 'best-fit-ft', scores, seconds: (performance.now() - started) / 1000 }]
    },
  }
}

interface FineTuning {
  readonly bed: Bed
  readonly support: Support
  readonly settings: PaperSettings
  readonly batches: Batches
  readonly signal?: AbortSignal
  readonly onStep?: (step: number, loss: number) => void
}

/**
 * Trains every parameter of the network in place on the rank loss of one support set. @returns the loss of each step.
 * @throws {CancelledError} when stopped. @throws {PalateError} where the loss is no number.
 */
export async function fineTuneInto(parameters: NamedTensors, options: FineTuning): Promise<number[]> {
  const { bed, support, settings } = options
  const { pack } = bed
  const side = pack.tower.imageSize
  const batch = Math.min(settings.batch, support.photos.length)
  const layers = vectorLayers(pack.tower, pack.head)
  const { parameters: lookUp, inputs } = inputParameters(layers)
  const mask = settings.dropout > 0 ? input('dropout', [batch, pack.head.hidden]) : undefined
  const embedding = tower(pack.tower, lookUp, input('pixels', [batch, 3, side, side]))
  const loss = lossGraph(settings.loss, score(pack.head, lookUp, embedding, mask))
  const slopes = gradients(loss, inputs)
  const session = await bed.engine.load(
    compile({ loss, ...Object.fromEntries(slopes.map((slope, layer) => [`gradient ${layer}`, slope])) }),
  )
  const data = layers.map(({ name }) => parameters.get(name)!.data)
  const optimiser = createAdamW(
    data.map((each) => each.length),
    { weightDecay: settings.weightDecay },
  )
  const losses: number[] = []
  try {
    // Bound once: the session reads the arrays that the optimiser changes.
    await session.bind(Object.fromEntries(layers.map(({ name }, layer) => [name, data[layer]!])))
    for (let step = 0; step < settings.steps; step++) {
      if (options.signal?.aborted === true)
        throw new CancelledError(`stopped at fine-tuning step ${step} of ${settings.steps}`)
      const { positions, flips, dropout } = options.batches(step)
      const photos = positions.map((position) => support.photos[position]!)
      const results = await session.run({
        ...batchFeeds(support, positions, settings),
        ...(dropout === undefined ? {} : { dropout }),
        pixels: await bed.pixels(photos, { flips }),
      })
      const value = results['loss']!.data[0]!
      if (!Number.isFinite(value)) throw new PalateError(`best-fit fine-tuning: the loss is ${value} at step ${step}`)
      losses.push(value)
      options.onStep?.(step, value)
      const rate = learningRate({ start: settings.startRate, end: settings.endRate, steps: settings.steps }, step)
      optimiser.stepInto(
        data,
        layers.map((_, layer) => results[`gradient ${layer}`]!.data),
        rate,
      )
    }
  } finally {
    await session.close()
  }
  return losses
}
