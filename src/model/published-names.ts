import { FormatError } from '../core/index.ts'
import type { TensorFile } from '../weights/index.ts'
import type { TowerConfig } from './config.ts'
import { type LayerSource, type LayerSources, storedSource } from './layer-sources.ts'

/** The name of a layer of ours in the published state dict of its family, which `findOpenClip` and `findDinov2` read. */
export function publishedName({ family }: Pick<TowerConfig, 'family'>, layer: string): string {
  return family === 'openclip' && !isHead(layer) ? `visual.${layer}` : layer
}

/** The score head that stands beside the tower in weights that palate exported: known, and no part of a base. */
function isHead(name: string): boolean {
  return /^head\.[03]\.(weight|bias)$/.test(name)
}

/** OpenCLIP's text tower and what joins the towers: known, and not used. */
const textTower = [
  'transformer.',
  'token_embedding.',
  'positional_embedding',
  'text_projection',
  'ln_final.',
  'logit_scale',
  'attn_mask',
  'logit_bias',
]

/**
 * OpenCLIP's state dict: `visual.*` is the tower, under our layers' names. The whole may stand under a prefix such as
 * `state_dict.module.`.
 * @throws {FormatError} where the file has no `visual.conv1.weight`.
 */
export function findOpenClip(file: TensorFile): LayerSources {
  return findVisual(file, prefixOf(file, 'visual.conv1.weight', 'OpenCLIP'))
}

/** As `findOpenClip`, where the prefix is known. Only names under it are judged. */
export function findVisual(file: TensorFile, prefix: string): LayerSources {
  const sources = new Map<string, LayerSource>()
  const extra: string[] = []
  let ignored = 0
  for (const name of file.tensors.keys()) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : undefined
    if (rest?.startsWith('visual.')) sources.set(rest.slice('visual.'.length), storedSource(file, name))
    else if (isHead(name) || (rest !== undefined && textTower.some((known) => rest.startsWith(known)))) ignored++
    else extra.push(name)
  }
  return { sources, extra, ignored }
}

/** Hugging Face's DINOv2 under its own names. The mask token is only used in pre-training. */
export function findDinov2(file: TensorFile): LayerSources {
  const prefix = prefixOf(file, 'embeddings.cls_token', 'DINOv2')
  const sources = new Map<string, LayerSource>()
  const extra: string[] = []
  let ignored = 0
  for (const name of file.tensors.keys()) {
    if (isHead(name) || name === `${prefix}embeddings.mask_token`) ignored++
    else if (!name.startsWith(prefix)) extra.push(name)
    else sources.set(name.slice(prefix.length), storedSource(file, name))
  }
  return { sources, extra, ignored }
}

/** What precedes a name that every network of the kind has. @throws {FormatError} where there is not exactly one. */
export function prefixOf(file: TensorFile, landmark: string, kind: string): string {
  const found = [...file.tensors.keys()].filter((name) => name === landmark || name.endsWith(`.${landmark}`))
  if (found.length === 1) return found[0]!.slice(0, -landmark.length)
  throw new FormatError(
    `${file.path} is no ${kind} network: it should have one tensor called ${landmark}, it has ${found.length} ` +
      `among ${file.tensors.size} tensors`,
  )
}
