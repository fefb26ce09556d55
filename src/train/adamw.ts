import { ShapeError } from '../core/index.ts'

export interface AdamWSettings {
  /** Decoupled weight decay per step and unit of learning rate. */
  readonly weightDecay: number
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

/** First and second moments of each parameter and the number of steps done: everything needed to resume. */
export interface AdamWState {
  readonly first: readonly Float32Array[]
  readonly second: readonly Float32Array[]
  readonly step: number
}

/** Owns the moments of the parameters that it updates in place. */
export interface AdamW {
  /**
   * One update of every parameter. `gradients` in the order of the parameters; `learningRates` too, or one for all.
   */
  stepInto(
    parameters: readonly Float32Array[],
    gradients: readonly Float32Array[],
    learningRates: number | readonly number[],
  ): void
  state(): AdamWState
}

/**
 * AdamW (Loshchilov and Hutter 2019, Alg. 2), equal to torch.optim.AdamW. Written here because it runs over 22 million
 * numbers a step: parameters are updated in place, where the session reads them without a copy.
 */
export function createAdamW(sizes: readonly number[], settings: AdamWSettings, resumed?: AdamWState): AdamW {
  const { weightDecay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings
  const first = resumed?.first ?? sizes.map((size) => new Float32Array(size))
  const second = resumed?.second ?? sizes.map((size) => new Float32Array(size))
  let step = resumed?.step ?? 0
  return {
    stepInto(parameters, gradients, learningRates) {
      if (parameters.length !== sizes.length || gradients.length !== sizes.length) {
        throw new ShapeError(
          `AdamW: expected ${sizes.length} parameters and gradients, got ${parameters.length} and ${gradients.length}`,
        )
      }
      step++
      const correction = 1 / Math.sqrt(1 - beta2 ** step)
      for (let index = 0; index < sizes.length; index++) {
        const learningRate = typeof learningRates === 'number' ? learningRates : learningRates[index]!
        const rate = learningRate / (1 - beta1 ** step)
        const keep = 1 - learningRate * weightDecay
        const parameter = parameters[index]!
        const gradient = gradients[index]!
        const m = first[index]!
        const v = second[index]!
        for (let at = 0; at < parameter.length; at++) {
          const g = gradient[at]!
          const mean = beta1 * m[at]! + (1 - beta1) * g
          const square = beta2 * v[at]! + (1 - beta2) * g * g
          m[at] = mean
          v[at] = square
          parameter[at] = parameter[at]! * keep - (rate * mean) / (Math.sqrt(square) * correction + epsilon)
        }
      }
    },
    state: () => ({ first, second, step }),
  }
}
