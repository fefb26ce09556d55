import { type TowerConfig, tokenCount } from './config.ts'

/** One parameter tensor of a network: what the paper calls a layer (Sec. 3.1). */
export interface Layer {
  readonly name: string
  readonly shape: readonly number[]
}

/**
 * The layers of a tower in their fixed order, under the names of the reference implementation: OpenCLIP's
 * `visual.*` without that prefix, and Hugging Face's DINOv2. L = 12 * depth + 8 for openclip: 152 for ViT-B/16, 296 for
 * ViT-L/14. DINOv2 keeps query, key and value apart, as stored: 18 * depth + 6.
 */
export function towerLayers(config: TowerConfig): readonly Layer[] {
  return config.family === 'openclip' ? openClipLayers(config) : dinov2Layers(config)
}

/** Names by role, so that one tower function serves every family. A role that a family lacks is undefined. */
export function blockNames(config: TowerConfig, block: number) {
  if (config.family === 'openclip') {
    const prefix = `transformer.resblocks.${block}`
    return {
      norm1: `${prefix}.ln_1`,
      packedAttention: `${prefix}.attn.in_proj`,
      attentionOutput: `${prefix}.attn.out_proj`,
      norm2: `${prefix}.ln_2`,
      mlpIn: `${prefix}.mlp.c_fc`,
      mlpOut: `${prefix}.mlp.c_proj`,
    } as const
  }
  const prefix = `encoder.layer.${block}`
  return {
    norm1: `${prefix}.norm1`,
    query: `${prefix}.attention.attention.query`,
    key: `${prefix}.attention.attention.key`,
    value: `${prefix}.attention.attention.value`,
    attentionOutput: `${prefix}.attention.output.dense`,
    scale1: `${prefix}.layer_scale1.lambda1`,
    norm2: `${prefix}.norm2`,
    mlpIn: `${prefix}.mlp.fc1`,
    mlpOut: `${prefix}.mlp.fc2`,
    scale2: `${prefix}.layer_scale2.lambda1`,
  } as const
}

function openClipLayers(config: TowerConfig): Layer[] {
  const { width, mlpWidth, patchSize } = config
  const projection = config.projection ?? width
  const layers: Layer[] = [
    { name: 'class_embedding', shape: [width] },
    { name: 'positional_embedding', shape: [tokenCount(config), width] },
    { name: 'proj', shape: [width, projection] },
    { name: 'conv1.weight', shape: [width, 3, patchSize, patchSize] },
    ...norm('ln_pre', width),
  ]
  for (let block = 0; block < config.depth; block++) {
    const prefix = `transformer.resblocks.${block}`
    layers.push(
      ...norm(`${prefix}.ln_1`, width),
      { name: `${prefix}.attn.in_proj_weight`, shape: [3 * width, width] },
      { name: `${prefix}.attn.in_proj_bias`, shape: [3 * width] },
      ...linear(`${prefix}.attn.out_proj`, width, width),
      ...norm(`${prefix}.ln_2`, width),
      ...linear(`${prefix}.mlp.c_fc`, width, mlpWidth),
      ...linear(`${prefix}.mlp.c_proj`, mlpWidth, width),
    )
  }
  return [...layers, ...norm('ln_post', width)]
}

function dinov2Layers(config: TowerConfig): Layer[] {
  const { width, mlpWidth, patchSize } = config
  const layers: Layer[] = [
    { name: 'embeddings.cls_token', shape: [1, 1, width] },
    { name: 'embeddings.position_embeddings', shape: [1, tokenCount(config), width] },
    { name: 'embeddings.patch_embeddings.projection.weight', shape: [width, 3, patchSize, patchSize] },
    { name: 'embeddings.patch_embeddings.projection.bias', shape: [width] },
  ]
  for (let block = 0; block < config.depth; block++) {
    const prefix = `encoder.layer.${block}`
    layers.push(
      ...norm(`${prefix}.norm1`, width),
      ...linear(`${prefix}.attention.attention.query`, width, width),
      ...linear(`${prefix}.attention.attention.key`, width, width),
      ...linear(`${prefix}.attention.attention.value`, width, width),
      ...linear(`${prefix}.attention.output.dense`, width, width),
      { name: `${prefix}.layer_scale1.lambda1`, shape: [width] },
      ...norm(`${prefix}.norm2`, width),
      ...linear(`${prefix}.mlp.fc1`, width, mlpWidth),
      ...linear(`${prefix}.mlp.fc2`, mlpWidth, width),
      { name: `${prefix}.layer_scale2.lambda1`, shape: [width] },
    )
  }
  return [...layers, ...norm('layernorm', width)]
}

function norm(prefix: string, width: number): Layer[] {
  return [
    { name: `${prefix}.weight`, shape: [width] },
    { name: `${prefix}.bias`, shape: [width] },
  ]
}

function linear(prefix: string, input: number, output: number): Layer[] {
  return [
    { name: `${prefix}.weight`, shape: [output, input] },
    { name: `${prefix}.bias`, shape: [output] },
  ]
}
