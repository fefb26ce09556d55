import type { NamedTensors } from '../core/index.ts'
import { compile, input, type Engine } from '../graph/index.ts'
import { normalise } from '../image/index.ts'
import { embeddingWidth, type Preprocessing, type TowerConfig } from './config.ts'
import { type HeadConfig, headLayers } from './head.ts'
import { towerLayers } from './layers.ts'
import { inputParameters } from './parameters.ts'
import { score } from './score.ts'
import { tower } from './tower.ts'

/** A network in inference: crops in, embeddings or scores out. Owns a session. */
export interface Network {
  /** Numbers a photo: 1 with a head, else the width of the embedding. */
  readonly width: number
  /** Gives the network its weights: every layer by name. Binding again replaces them. */
  bind(parameters: NamedTensors): Promise<void>
  /** Crops of RGB bytes, preprocessed for this network, to (photo, width) row-major. */
  run(crops: readonly Uint8Array[], options?: { readonly flips?: readonly boolean[] }): Promise<Float32Array>
  close(): Promise<void>
}

export interface NetworkOptions {
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
  /** With a head the network gives scores, without one embeddings. */
  readonly head?: HeadConfig
  /** Photos a run; 4 to 10 keep the working set in the cache. Default 8. */
  readonly batch?: number
}

export async function openNetwork(engine: Engine, options: NetworkOptions): Promise<Network> {
  const { tower: config, head, batch = 8 } = options
  const side = config.imageSize
  const { parameters } = inputParameters([...towerLayers(config), ...(head === undefined ? [] : headLayers(head))])
  const embedding = tower(config, parameters, input('pixels', [batch, 3, side, side]))
  const output = head === undefined ? embedding : score(head, parameters, embedding)
  const session = await engine.load(compile({ output }))
  const width = head === undefined ? embeddingWidth(config) : 1
  return {
    width,
    async bind(tensors) {
      await session.bind(Object.fromEntries([...tensors].map(([name, { data }]) => [name, data])))
    },
    async run(crops, { flips } = {}) {
      const result = new Float32Array(crops.length * width)
      for (let start = 0; start < crops.length; start += batch) {
        const part = crops.slice(start, start + batch)
        // The graph's batch is fixed: the last part is filled up with its first photo and the surplus thrown away.
        const filled =
          part.length === batch ? part : [...part, ...Array.from({ length: batch - part.length }, () => part[0]!)]
        const mirrored = flips === undefined ? {} : { flips: filled.map((_, index) => flips[start + index] === true) }
        const outputs = await session.run({ pixels: normalise(filled, options.preprocessing, mirrored) })
        result.set(outputs['output']!.data.subarray(0, part.length * width), start * width)
      }
      return result
    },
    close: () => session.close(),
  }
}
