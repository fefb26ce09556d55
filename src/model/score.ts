import {
  div,
  gelu,
  linear,
  matmul,
  mul,
  requireShape,
  reshape,
  sigmoid,
  sum,
  constant,
  type Value,
} from '../graph/index.ts'
import { type HeadConfig, templateOf } from './head.ts'
import type { Parameters } from './tower.ts'

/**
 * The head as a graph: embeddings (batch, d) to scores (batch), on the template's scale (Sec. D).
 * `dropout` (batch, hidden) multiplies the hidden units: 0 for a dropped one, 1 / (1 - p) for a kept one, so that the
 * graph itself holds no randomness. Leave it out for inference.
 * @throws {ShapeError} where the embedding or the mask does not fit.
 */
export function score(config: HeadConfig, parameters: Parameters, embedding: Value, dropout?: Value): Value {
  const batch = embedding.shape[0] ?? 0
  requireShape('score', embedding, [batch, config.input])
  const hidden = gelu(linear(embedding, parameters('head.0.weight'), parameters('head.0.bias'))) // (batch, hidden)
  if (dropout !== undefined) requireShape('score: dropout mask', dropout, [batch, config.hidden])
  const kept = dropout === undefined ? hidden : mul(hidden, dropout)
  const outputs = sigmoid(linear(kept, parameters('head.3.weight'), parameters('head.3.bias'))) // (batch, 10)
  const shares =
    config.normalisation === 'sum' ? div(outputs, sum(outputs, { axes: [1], keepDimensions: true })) : outputs
  const template = constant({ shape: [10, 1], data: Float32Array.from(templateOf(config)) })
  return reshape(matmul(shares, template), [batch])
}
