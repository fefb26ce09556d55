import { MissingError, type NamedTensors, UsageError } from '../core/index.ts'
import { writeSafetensors } from '../weights/index.ts'
import type { Preprocessing, TowerConfig } from './config.ts'
import { describePreprocessing } from './describe-preprocessing.ts'
import { type HeadConfig, headLayers } from './head.ts'
import { towerLayers } from './layers.ts'
import { publishedName } from './published-names.ts'

export interface ExportWeightsOptions {
  /** The file to write. */
  readonly out: string
  readonly tower: TowerConfig
  readonly head: HeadConfig
  readonly preprocessing: Preprocessing
  /** theta_p: the tower's layers and the head's. */
  readonly parameters: NamedTensors
  /** More key and value pairs for the file's metadata: pack, method, who made it. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes a network's weights as safetensors (f32): the tower under the names of its published state dict (`visual.*` of
 * OpenCLIP, Hugging Face's of DINOv2) at the depth and size at which it is read, the head as `head.{0,3}`. `importBase`
 * takes the tower of such a file back. Configuration and preprocessing stand in the metadata as JSON.
 * @throws {MissingError} where a layer is missing. @throws {UsageError} for a tensor that is no layer.
 */
export async function exportWeights(options: ExportWeightsOptions): Promise<void> {
  const { out, tower, head, parameters } = options
  const layers = [...towerLayers(tower), ...headLayers(head)]
  const known = new Set(layers.map(({ name }) => name))
  const extra = [...parameters.keys()].find((name) => !known.has(name))
  if (extra !== undefined) throw new UsageError(`${out}: ${extra} is no layer of this network`)
  const tensors = layers.map(({ name, shape }) => {
    const tensor = parameters.get(name)
    if (tensor === undefined) throw new MissingError(`${out}: there is no layer ${name} to write`)
    return { name: publishedName(tower, name), shape, type: 'F32' as const, data: tensor.data }
  })
  await writeSafetensors(out, tensors, {
    metadata: {
      ...options.metadata,
      format: 'pt', // what Hugging Face's loaders want to be told
      'palate.tower': JSON.stringify(tower),
      'palate.head': JSON.stringify(head),
      'palate.preprocessing': describePreprocessing(options.preprocessing, { scaling: 'by the caller' }),
    },
  })
}
