import { tensor } from '../core/index.ts'
import { compile, gradients, input } from '../graph/index.ts'
import { normalise } from '../image/index.ts'
import { inputParameters, score, tower } from '../model/index.ts'
import { merge, vectorLayers } from '../task-vectors/index.ts'
import { createAdamW, learningRate } from '../train/index.ts'
import type { Bed } from './bed.ts'
import { batchOf } from './coefficients.ts'
import { lossGraph } from './losses.ts'
import type { Method } from './method.ts'
import { relevanceOf } from './paper.ts'
import { type PaperSettings, paperPresets } from './settings.ts'
import { adaptiveWeights, type Support } from './support.ts'

/**
 * Best-fit FT (table 5): the database model that agrees best with the support set, fine-tuned whole, head included, on the
 * same rank loss. The paper gives no rates for it: those of its backbone fine-tuning (Sec. F) are taken.
 */
export const bestFitSettings: PaperSettings = { ...paperPresets.paper, startRate: 1.5e-6, endRate: 1.5e-7 }

export function bestFitMethod(
  bed: Bed,
  options: { readonly settings: PaperSettings } = { settings: bestFitSettings },
): Method {
  return {
    name: 'best-fit-ft',
    async learn(support, { random, signal, onStep }) {
      const started = performance.now()
      const weights = adaptiveWeights(await relevanceOf(bed, support), 0)
      const chosen = await bed.pack.vector(weights.indexOf(1))
      const parameters = merge(bed.pretrained, [chosen], { vector: [1] })
      if (new Set(support.scores).size > 1) {
        await fineTuneInto(parameters, {
          bed,
          support,
          settings: options.settings,
          seed: String(random.integer(2 ** 31)),
          signal,
          onStep,
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
  readonly seed: string
  readonly signal: AbortSignal | undefined
  readonly onStep: ((step: number, steps: number, loss: number) => void) | undefined
}

/** Trains every parameter of the network in place on the rank loss of one support set. @returns the loss of each step. */
export async function fineTuneInto(parameters: ReturnType<typeof merge>, options: FineTuning): Promise<number[]> {
  const { bed, support, settings, seed, signal } = options
  const { pack } = bed
  const side = pack.tower.imageSize
  const batch = Math.min(settings.batch, support.photos.length)
  const layers = vectorLayers(pack.tower, pack.head)
  const { parameters: lookUp, inputs } = inputParameters(layers)
  const scores = score(pack.head, lookUp, tower(pack.tower, lookUp, input('pixels', [batch, 3, side, side])))
  const loss = lossGraph(settings.loss, scores)
  const slopes = gradients(loss, inputs)
  const session = await bed.engine.load(
    compile({ loss, ...Object.fromEntries(slopes.map((slope, layer) => [`gradient ${layer}`, slope])) }),
  )
  const data = layers.map(({ name }) => parameters.get(name)!.data)
  await session.bind(
    Object.fromEntries(layers.map(({ name, shape }, layer) => [name, tensor(shape, data[layer]!).data])),
  )
  const optimiser = createAdamW(
    data.map((each) => each.length),
    { weightDecay: settings.weightDecay },
  )
  const crops = await bed.crops(support.photos)
  const losses: number[] = []
  try {
    for (let step = 0; step < settings.steps && signal?.aborted !== true; step++) {
      const { positions, feeds } = batchOf(support, { settings, step, seed })
      const results = await session.run({
        ...feeds,
        pixels: normalise(
          positions.map((position) => crops[position]!),
          pack.preprocessing,
        ),
      })
      const rate = learningRate({ start: settings.startRate, end: settings.endRate, steps: settings.steps }, step)
      optimiser.stepInto(
        data,
        layers.map((_, layer) => results[`gradient ${layer}`]!.data),
        rate,
      )
      losses.push(results['loss']!.data[0]!)
      options.onStep?.(step, settings.steps, losses.at(-1)!)
    }
  } finally {
    await session.close()
  }
  return losses
}
