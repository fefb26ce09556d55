import { FormatError, type NamedTensors } from '../core/index.ts'
import { openCheckpoint, type TensorFile } from '../weights/index.ts'
import { type ArchitectureName, architectures, embeddingWidth, type TowerConfig } from './config.ts'
import { headLayers } from './head.ts'
import { type LayerSource, type LayerSources, readLayers, storedSource } from './layer-sources.ts'
import { towerLayers } from './layers.ts'
import { findVisual } from './published-names.ts'

/** A model that the paper's authors fine-tuned on one database. */
export interface ReleasedModel {
  readonly tower: NamedTensors
  readonly head: NamedTensors
  /** Tensors that are not used: the text tower, and whatever stands beside the model. */
  readonly ignored: number
}

const BACKBONE = 'model.backbone.'
const HEAD = 'model.score_predictor.projection.'

/**
 * Reads a checkpoint `clip_{B,L}_3fc_*.pth`: under `model`, the whole OpenCLIP model as `backbone.*` and the head as
 * `score_predictor.projection.{0,3}`, which become `head.{0,3}`.
 * @throws {FormatError} listing up to ten tensors that are missing, left over or misshapen.
 */
export async function importReleased(
  path: string,
  architecture: ArchitectureName | TowerConfig,
): Promise<ReleasedModel> {
  const config: TowerConfig = typeof architecture === 'string' ? architectures[architecture].tower : architecture
  const file = await openCheckpoint(path)
  try {
    const { backbone, head, outside } = partsOf(file)
    const hidden = head.get('head.0.bias')?.shape[0]
    if (hidden === undefined) throw new FormatError(`${path} is no released model: it has no ${HEAD}0.bias`)
    const headConfig = {
      input: embeddingWidth(config),
      hidden,
      dropout: 0.5,
      template: 'ten',
      normalisation: 'sum',
    } as const
    return {
      tower: await readLayers(path, towerLayers(config), backbone),
      head: await readLayers(path, headLayers(headConfig), { sources: head, extra: [], ignored: 0 }),
      ignored: backbone.ignored + outside,
    }
  } finally {
    await file.close()
  }
}

/** Strict within `model`; an optimiser's state beside it is none of ours. */
function partsOf(file: TensorFile): { backbone: LayerSources; head: Map<string, LayerSource>; outside: number } {
  const head = new Map<string, LayerSource>()
  let outside = 0
  for (const name of file.tensors.keys()) {
    if (name.startsWith(HEAD)) head.set(`head.${name.slice(HEAD.length)}`, storedSource(file, name))
    else if (!name.startsWith('model.')) outside++
  }
  const backbone = findVisual(file, BACKBONE)
  const extra = backbone.extra.filter((name) => name.startsWith('model.') && !name.startsWith(HEAD))
  return { backbone: { ...backbone, extra }, head, outside }
}
