import { ShapeError } from '../core/index.ts'
import {
  add,
  broadcastTo,
  concat,
  constant,
  gelu,
  layerNorm,
  linear,
  matmul,
  mean,
  mul,
  requireShape,
  reshape,
  slice,
  softmax,
  transpose,
  type Value,
} from '../graph/index.ts'
import { tokenCount, type TowerConfig } from './config.ts'
import { blockNames } from './layers.ts'

/** Finds a layer's value by its name: a graph input, or a merge of several. @throws where there is none of that name. */
export type Parameters = (layer: string) => Value

/**
 * The vision transformer as a graph: pixels (batch, 3, side, side) to embeddings (batch, width of the embedding).
 * openclip: class token, normalised and projected (Sec. D). dinov2: class token beside the mean of the patch tokens, as
 * its authors' linear evaluation reads it.
 * @throws {ShapeError} unless the pixels have that shape.
 */
export function tower(config: TowerConfig, parameters: Parameters, pixels: Value): Value {
  const batch = pixels.shape[0] ?? 0
  const stream = blocks(config, parameters, pixels)
  return config.family === 'openclip'
    ? readOpenClip(config, parameters, stream, batch)
    : pool(config, normalisedTokens(config, parameters, stream, batch))
}

/**
 * The tokens that a dinov2 tower pools, normalised: (batch, token, width), the class token first. A small tower learns from
 * a large one by them.
 * @throws {ShapeError} for another family, or pixels of another shape.
 */
export function towerTokens(config: TowerConfig, parameters: Parameters, pixels: Value): Value {
  if (config.family !== 'dinov2') throw new ShapeError(`towerTokens: ${config.family} towers pool by a projection`)
  return normalisedTokens(config, parameters, blocks(config, parameters, pixels), pixels.shape[0] ?? 0)
}

/** Tokens (batch, token, width) as the tower's `pooling` says: (batch, width of the embedding). */
export function pool(config: Pick<TowerConfig, 'pooling'>, tokens: Value): Value {
  const [batch, count, width] = tokens.shape as [number, number, number]
  const token = reshape(slice(tokens, { axis: 1, start: 0, end: 1 }), [batch, width])
  if (config.pooling === 'class') return token
  return concat([token, mean(slice(tokens, { axis: 1, start: 1, end: count }), { axes: [1] })], 1)
}

/** All blocks, on a residual stream kept as (batch * token, width), so that every linear layer is one Gemm. */
function blocks(config: TowerConfig, parameters: Parameters, pixels: Value): Value {
  const batch = pixels.shape[0] ?? 0
  requireShape('tower', pixels, [batch, 3, config.imageSize, config.imageSize])
  if (config.imageSize % config.patchSize !== 0) {
    throw new ShapeError(
      `tower: an image of ${config.imageSize} px is no whole number of patches of ${config.patchSize} px`,
    )
  }
  let stream = embed(config, parameters, pixels) // (batch * token, width)
  for (let index = 0; index < config.depth; index++) stream = block(config, parameters, stream, { index, batch })
  return stream
}

/** Patches and class token with their positions: (batch, 3, side, side) to (batch * token, width). */
function embed(config: TowerConfig, parameters: Parameters, pixels: Value): Value {
  const { patchSize, width, family } = config
  const batch = pixels.shape[0]!
  const grid = config.imageSize / patchSize
  const numbers = 3 * patchSize * patchSize
  // A convolution whose stride is its size is a linear layer on patches.
  const tiles = transpose(reshape(pixels, [batch, 3, grid, patchSize, grid, patchSize]), [0, 2, 4, 1, 3, 5])
  const flat = reshape(tiles, [batch * grid * grid, numbers])
  const names =
    family === 'openclip'
      ? { weight: 'conv1.weight', bias: undefined, token: 'class_embedding', positions: 'positional_embedding' }
      : {
          weight: 'embeddings.patch_embeddings.projection.weight',
          bias: 'embeddings.patch_embeddings.projection.bias',
          token: 'embeddings.cls_token',
          positions: 'embeddings.position_embeddings',
        }
  const weight = reshape(parameters(names.weight), [width, numbers])
  const patches = linear(flat, weight, names.bias === undefined ? undefined : parameters(names.bias))
  const token = broadcastTo(reshape(parameters(names.token), [1, 1, width]), [batch, 1, width])
  const tokens = concat([token, reshape(patches, [batch, grid * grid, width])], 1) // (batch, token, width)
  const positions = reshape(parameters(names.positions), [1, tokenCount(config), width])
  const stream = reshape(add(tokens, positions), [batch * tokenCount(config), width])
  return family === 'openclip' ? norm(config, parameters, stream, 'ln_pre') : stream
}

/** One pre-norm transformer block: (batch * token, width) to the same. */
export function block(
  config: TowerConfig,
  parameters: Parameters,
  stream: Value,
  at: { readonly index: number; readonly batch: number },
): Value {
  const names = blockNames(config, at.index)
  const scaled = (branch: Value, scale: string | undefined): Value =>
    scale === undefined ? branch : mul(branch, parameters(scale))
  const attended = attention(config, parameters, norm(config, parameters, stream, names.norm1), at)
  const middle = add(stream, scaled(attended, names.scale1))
  const hidden = gelu(dense(parameters, norm(config, parameters, middle, names.norm2), names.mlpIn)) // (batch * token, mlpWidth)
  return add(middle, scaled(dense(parameters, hidden, names.mlpOut), names.scale2))
}

function attention(
  config: TowerConfig,
  parameters: Parameters,
  x: Value,
  at: { readonly index: number; readonly batch: number },
): Value {
  const { heads, width } = config
  const names = blockNames(config, at.index)
  const tokens = x.shape[0]! / at.batch
  const headWidth = width / heads
  const byHead = (part: Value, order: readonly number[]): Value =>
    transpose(reshape(part, [at.batch, tokens, heads, headWidth]), order)
  const [query, key, value] = queryKeyValue(config, parameters, x, names)
  // Scaling the query, not the logits, touches fewer numbers.
  const q = byHead(mul(query, constant(headWidth ** -0.5)), [0, 2, 1, 3]) // (batch, head, token, headWidth)
  const k = byHead(key, [0, 2, 1, 3])
  const v = byHead(value, [0, 2, 1, 3])
  const weights = softmax(matmul(q, k, { transposeB: true })) // (batch, head, token, token)
  const mixed = transpose(matmul(weights, v), [0, 2, 1, 3]) // (batch, token, head, headWidth)
  return dense(parameters, reshape(mixed, [at.batch * tokens, width]), names.attentionOutput)
}

function queryKeyValue(
  config: TowerConfig,
  parameters: Parameters,
  x: Value,
  names: ReturnType<typeof blockNames>,
): readonly [Value, Value, Value] {
  if (names.packedAttention === undefined) {
    return [dense(parameters, x, names.query), dense(parameters, x, names.key), dense(parameters, x, names.value)]
  }
  const packed = linear(x, parameters(`${names.packedAttention}_weight`), parameters(`${names.packedAttention}_bias`)) // (rows, 3 width)
  const part = (index: number): Value =>
    slice(packed, { axis: 1, start: index * config.width, end: (index + 1) * config.width })
  return [part(0), part(1), part(2)]
}

function readOpenClip(config: TowerConfig, parameters: Parameters, stream: Value, batch: number): Value {
  const token = norm(config, parameters, classToken(config, stream, batch), 'ln_post') // (batch, width)
  return matmul(token, parameters('proj')) // (batch, projection)
}

function normalisedTokens(config: TowerConfig, parameters: Parameters, stream: Value, batch: number): Value {
  return reshape(norm(config, parameters, stream, 'layernorm'), [batch, tokenCount(config), config.width])
}

function classToken(config: TowerConfig, stream: Value, batch: number): Value {
  const all = reshape(stream, [batch, tokenCount(config), config.width])
  return reshape(slice(all, { axis: 1, start: 0, end: 1 }), [batch, config.width])
}

function norm(config: TowerConfig, parameters: Parameters, x: Value, name: string): Value {
  return layerNorm(x, parameters(`${name}.weight`), parameters(`${name}.bias`), { epsilon: config.normEpsilon })
}

function dense(parameters: Parameters, x: Value, name: string): Value {
  return linear(x, parameters(`${name}.weight`), parameters(`${name}.bias`))
}
