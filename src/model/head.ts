import { z } from 'zod'
import type { Layer } from './layers.ts'

/** The score head of the paper (Sec. D): Linear(d -> 512), GELU, Dropout .5, Linear(512 -> 10), Sigmoid, template. */
export const headConfigSchema = z.strictObject({
  /** Width d of the tower's embedding. */
  input: z.int().min(1).max(8192),
  hidden: z.int().min(1).max(8192),
  /** Probability with which a hidden unit is dropped in training. */
  dropout: z.number().min(0).max(0.9),
  /** `ten`: 1, 2 .. 10. `five`: .5, 1 .. 5, for databases scored from 1 to 5. */
  template: z.enum(['ten', 'five']),
  /** `none` is the paper; `sum` divides the ten outputs by their sum first, as the released code does. */
  normalisation: z.enum(['none', 'sum']),
})
export type HeadConfig = z.output<typeof headConfigSchema>

/** Names of the authors' released heads: `score_predictor.projection.{0,3}` without that prefix. */
export function headLayers(config: HeadConfig): readonly Layer[] {
  return [
    { name: 'head.0.weight', shape: [config.hidden, config.input] },
    { name: 'head.0.bias', shape: [config.hidden] },
    { name: 'head.3.weight', shape: [10, config.hidden] },
    { name: 'head.3.bias', shape: [10] },
  ]
}

/** The ten values that the sigmoid outputs are weighted by, and so the range of the scores. */
export function templateOf(config: Pick<HeadConfig, 'template'>): readonly number[] {
  const unit = config.template === 'ten' ? 1 : 0.5
  return Array.from({ length: 10 }, (_, index) => unit * (index + 1))
}
