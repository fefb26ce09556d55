import { compile, gradients, input, type Session } from '../graph/index.ts'
import { mergedParameters, mergeFeeds, mergeNames, score, tower } from '../model/index.ts'
import { vectorLayers } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import { frozenLayers, type Objective } from './coefficients.ts'
import { batchFeeds, lossGraph } from './losses.ts'
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
  options: { readonly support: Support; readonly settings: PaperSettings },
): Promise<MergedObjective> {
  const { pack } = bed
  const { settings, support } = options
  const count = pack.databases.length
  const batch = Math.min(settings.batch, support.photos.length)
  const side = pack.tower.imageSize
  const layers = vectorLayers(pack.tower, pack.head)
  const { parameters, coefficients } = mergedParameters(layers, { vectors: count, type: 'float32' })
  const mask = settings.dropout > 0 ? input('dropout', [batch, pack.head.hidden]) : undefined
  const scores = score(
    pack.head,
    parameters,
    tower(pack.tower, parameters, input('pixels', [batch, 3, side, side])),
    mask,
  )
  const loss = lossGraph(settings.loss, scores)
  const frozen = frozenLayers(layers.length, settings)
  const trained = coefficients.filter((_, layer) => !frozen.has(layer))
  const slopes = gradients(loss, trained)
  const session: Session = await bed.engine.load(
    compile({ loss, scores, ...Object.fromEntries(slopes.map((slope, index) => [`slope ${index}`, slope])) }),
  )
  await session.bind(
    mergeFeeds(layers, new Map([...bed.pretrained].map(([name, { data }]) => [name, data])), await bed.stacked()),
  )
  const lastScores = new Float32Array(batch)
  return {
    layers: layers.length,
    databases: count,
    frozen,
    lastScores,
    async at(alpha, { positions, flips, dropout }) {
      const rows = layers.map(
        ({ name }, layer) =>
          [mergeNames.coefficients(name), alpha.subarray(layer * count, (layer + 1) * count)] as const,
      )
      const results = await session.run({
        ...batchFeeds(support, positions, settings),
        ...Object.fromEntries(rows),
        ...(dropout === undefined ? {} : { dropout }),
        pixels: await bed.pixels(
          positions.map((position) => support.photos[position]!),
          { flips },
        ),
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
