import type { AnyTaste } from './taste-record.ts'

/** A weight before and after the ratings. */
export interface LearntWeight {
  readonly prior: number
  readonly learnt: number
  /** How far `learnt` may be off: one standard deviation. */
  readonly deviation: number
}

/** What a taste weighs against the average rater. */
export interface WeightSummary {
  /** Of what people in general think of a photo. */
  readonly general: LearntWeight
  readonly databases: readonly (LearntWeight & { readonly name: string })[]
  /** How far the weights of the embedding moved: root mean square, in deviations of their prior. */
  readonly embedding: { readonly numbers: number; readonly moved: number }
}

/** The weights of a taste beside those of the pack's prior, which are the average rater's. */
export function weightsOf({ posterior, model }: AnyTaste): WeightSummary {
  const { weights, covariance, prior } = posterior
  const { databases, shape } = model
  const weight = (at: number): LearntWeight => ({
    prior: prior.mean[at]!,
    learnt: weights[at]!,
    deviation: Math.sqrt(Math.max(0, covariance.get(at, at))),
  })
  let squares = 0
  for (let at = 1 + shape.databases; at < weights.length; at++) {
    const deviation = prior.deviation[at]!
    if (deviation > 0) squares += ((weights[at]! - prior.mean[at]!) / deviation) ** 2
  }
  return {
    general: weight(0),
    databases: databases.map((name, at) => ({ name, ...weight(1 + at) })),
    embedding: { numbers: shape.width, moved: Math.sqrt(squares / Math.max(1, shape.width)) },
  }
}
