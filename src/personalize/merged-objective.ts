import { createRandom } from '../core/index.ts'
import { compile, gradients, input, type Session } from '../graph/index.ts'
import { normalise } from '../image/index.ts'
import { mergedParameters, mergeFeeds, mergeNames, score, tower } from '../model/index.ts'
import { dropoutMask } from '../train/index.ts'
import { vectorLayers } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import type { Objective } from './coefficients.ts'
import { lossGraph } from './losses.ts'
import type { PaperSettings } from './settings.ts'
import type { Support } from './support.ts'

/** Loss and gradient through the merged network itself (Sec. 3.2, Eq. 3 and 4): the paper's method. */
export interface MergedObjective extends Objective {
  /** Scores of the last batch, before the step: (position in the batch). */
  readonly lastScores: Float32Array
  close(): Promise<void>
}

/**
 * Compiles the merged network, its loss and its gradient for one batch size. Base and vectors are bound once; a step feeds
 * pixels, the loss's weights and L rows of coefficients.
 */
export async function openMergedObjective(
  bed: Bed,
  options: { readonly support: Support; readonly settings: PaperSettings; readonly seed: string },
): Promise<MergedObjective> {
  const { pack } = bed
  const { settings, support, seed } = options
  const count = pack.databases.length
  const batch = Math.min(settings.batch, support.photos.length)
  const side = pack.tower.imageSize
  const layers = vectorLayers(pack.tower, pack.head)
  const headStart = layers.length - 4
  const { parameters, coefficients } = mergedParameters(layers, { vectors: count, type: 'float32' })
  const mask = settings.dropout > 0 ? input('dropout', [batch, pack.head.hidden]) : undefined
  const scores = score(
    pack.head,
    parameters,
    tower(pack.tower, parameters, input('pixels', [batch, 3, side, side])),
    mask,
  )
  const loss = lossGraph(settings.loss, scores)
  const frozen = new Set(settings.head === 'frozen' ? [0, 1, 2, 3].map((index) => headStart + index) : [])
  const trained = coefficients.filter((_, layer) => !frozen.has(layer))
  const slopes = gradients(loss, trained)
  const session: Session = await bed.engine.load(
    compile({ loss, scores, ...Object.fromEntries(slopes.map((slope, index) => [`slope ${index}`, slope])) }),
  )
  await session.bind(
    mergeFeeds(layers, new Map([...bed.pretrained].map(([name, { data }]) => [name, data])), await bed.stacked()),
  )
  const crops = await bed.crops(support.photos)
  const lastScores = new Float32Array(batch)
  return {
    layers: layers.length,
    databases: count,
    frozen,
    lastScores,
    async at(alpha, { step, positions, feeds }) {
      const random = createRandom(`${seed}/flip ${step}`)
      const flips = positions.map(() => settings.flips && random.uniform() < 0.5)
      const rows = layers.map(
        ({ name }, layer) =>
          [mergeNames.coefficients(name), alpha.subarray(layer * count, (layer + 1) * count)] as const,
      )
      const results = await session.run({
        ...feeds,
        ...Object.fromEntries(rows),
        pixels: normalise(
          positions.map((position) => crops[position]!),
          pack.preprocessing,
          { flips },
        ),
        ...(mask === undefined
          ? {}
          : {
              dropout: dropoutMask(batch * pack.head.hidden, { p: settings.dropout, seed: `${seed}/dropout ${step}` }),
            }),
      })
      lastScores.set(results['scores']!.data)
      const gradient = new Float32Array(alpha.length)
      let index = 0
      layers.forEach((_, layer) => {
        if (!frozen.has(layer)) gradient.set(results[`slope ${index++}`]!.data, layer * count)
      })
      return { loss: results['loss']!.data[0]!, gradient }
    },
    close: () => session.close(),
  }
}
