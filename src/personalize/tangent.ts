import { CancelledError, type Job, type NamedTensors } from '../core/index.ts'
import { compile, type Engine, gradients, input, reshape } from '../graph/index.ts'
import { mergedParameters, mergeFeeds, mergeNames, score, tower } from '../model/index.ts'
import { type Pack, vectorLayers } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'

/**
 * The merged network linearised at uniform coefficients alpha_i^l = 1 / n: for each photo its score there and the
 * derivative of the score by each coefficient. score(alpha) ~ score(uniform) + row . (alpha - uniform).
 */
export interface TangentRows {
  /** L * n: numbers of a row, layer by layer, each layer's n together. */
  readonly width: number
  /** (photo, 1 + width) row-major: the score, then the row. */
  readonly table: Float32Array
}

/** One backward pass a photo, once for all people: (photo, 1 + L * n). */
export async function tangentRows(
  options: Job & {
    readonly pack: Pack
    readonly engine: Engine
    readonly pretrained: NamedTensors
    readonly vectors: ReadonlyMap<string, Float32Array>
    /** Their number. */
    readonly photos: number
    readonly pixels: Bed['pixels']
  },
): Promise<Float32Array> {
  const { pack, photos } = options
  const count = pack.databases.length
  const layers = vectorLayers(pack.tower, pack.head)
  const side = pack.tower.imageSize
  const { parameters, coefficients } = mergedParameters(layers, { vectors: count, type: 'float32' })
  const scores = score(pack.head, parameters, tower(pack.tower, parameters, input('pixels', [1, 3, side, side])))
  const slopes = gradients(reshape(scores, []), coefficients)
  const session = await options.engine.load(
    compile({ score: scores, ...Object.fromEntries(slopes.map((slope, layer) => [`slope ${layer}`, slope])) }),
  )
  try {
    const base = new Map([...options.pretrained].map(([name, { data }]) => [name, data]))
    await session.bind(mergeFeeds(layers, base, options.vectors))
    const uniform = new Float32Array(count).fill(1 / count)
    await session.bind(Object.fromEntries(layers.map(({ name }) => [mergeNames.coefficients(name), uniform])))
    const width = 1 + layers.length * count
    const table = new Float32Array(photos * width)
    for (let photo = 0; photo < photos; photo++) {
      if (options.signal?.aborted === true) throw new CancelledError(`stopped after ${photo} of ${photos} tangent rows`)
      const results = await session.run({ pixels: await options.pixels([photo]) })
      table[photo * width] = results['score']!.data[0]!
      layers.forEach((_, layer) => table.set(results[`slope ${layer}`]!.data, photo * width + 1 + layer * count))
      options.progress?.report({
        label: 'linearising the merged network',
        done: photo + 1,
        total: photos,
      })
    }
    return table
  } finally {
    await session.close()
  }
}
