import { compile, gradients, input, type Session } from '../graph/index.ts'
import { mergedParameters, mergeFeeds, mergeNames, score, tower } from '../model/index.ts'
import { vectorLayers } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import { frozenLayers, type Objective } from './coefficients.ts'
import { batchFeeds, lossGraph } from './losses.ts'
import type { PaperSettings } from './settings.ts'
import type { Support } from './support.ts'

/** Loss and gradient through the merged network itself (Sec. 3.2, Eq. 2 and 3): the paper's method. */
export interface MergedObjective extends Objective {
  close(): Promise<void>
}

/**
 * The merged network, its loss and its gradient for one batch size, compiled at the first step: whoever's ratings show no
 * order never needs it. Base and vectors are bound once; a step feeds pixels, the loss's weights and L rows of coefficients.
 */
export function openMergedObjective(
  bed: Bed,
  options: { readonly support: Support; readonly settings: PaperSettings },
): MergedObjective {
  const { pack } = bed
  const { settings, support } = options
  const count = pack.databases.length
  const layers = vectorLayers(pack.tower, pack.head)
  const frozen = frozenLayers(layers.length, settings)
  const trained = layers.map((_, layer) => layer).filter((layer) => !frozen.has(layer))
  let session: Promise<Session> | undefined
  return {
    layers: layers.length,
    databases: count,
    frozen,
    async at(alpha, { positions, flips, dropout }) {
      session ??= load(bed, { ...options, trained })
      const rows = layers.map(
        ({ name }, layer) =>
          [mergeNames.coefficients(name), alpha.subarray(layer * count, (layer + 1) * count)] as const,
      )
      const results = await (
        await session
      ).run({
        ...batchFeeds(support, positions, settings),
        ...Object.fromEntries(rows),
        ...(dropout === undefined ? {} : { dropout }),
        pixels: await bed.pixels(
          positions.map((position) => support.photos[position]!),
          { flips },
        ),
      })
      const gradient = new Float32Array(alpha.length)
      for (const layer of trained) gradient.set(results[slopeName(layer)]!.data, layer * count)
      return { loss: results['loss']!.data[0]!, gradient }
    },
    close: async () => (await session)?.close(),
  }
}

async function load(
  bed: Bed,
  options: { readonly support: Support; readonly settings: PaperSettings; readonly trained: readonly number[] },
): Promise<Session> {
  const { pack, engine, pretrained } = bed
  const { support, settings, trained } = options
  const batch = Math.min(settings.batch, support.photos.length)
  const side = pack.tower.imageSize
  const layers = vectorLayers(pack.tower, pack.head)
  const { parameters, coefficients } = mergedParameters(layers, { vectors: pack.databases.length, type: 'float32' })
  const embedding = tower(pack.tower, parameters, input('pixels', [batch, 3, side, side]))
  const mask = settings.dropout > 0 ? input('dropout', [batch, pack.head.hidden]) : undefined
  const loss = lossGraph(settings.loss, score(pack.head, parameters, embedding, mask))
  const slopes = gradients(
    loss,
    trained.map((layer) => coefficients[layer]!),
  )
  const named = slopes.map((slope, index) => [slopeName(trained[index]!), slope] as const)
  const session = await engine.load(compile({ loss, ...Object.fromEntries(named) }))
  const base = new Map([...pretrained].map(([name, { data }]) => [name, data]))
  await session.bind(mergeFeeds(layers, base, await bed.stacked()))
  return session
}

/** Output of the loss's derivative by the coefficients of one layer. */
function slopeName(layer: number): string {
  return `slope ${layer}`
}
