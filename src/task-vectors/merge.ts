import { type NamedTensors, type Tensor, UsageError } from '../core/index.ts'
import { requireSameLayers } from './source.ts'

/**
 * The coefficients alpha of Eq. 2: one for each vector and layer, (n, L) row-major, or layer-agnostic, one for each vector
 * (the paper's ablation).
 */
export type Coefficients = Float32Array | Float64Array | { readonly vector: readonly number[] }

/**
 * theta_p^l = theta_pre^l + sum_i alpha_i^l tau_i^l (Eq. 2), summed in double precision. The L layers are those of
 * `pretrained` in its order. Coefficients of zero give the base, bit for bit.
 * @throws {FormatError} where a vector has other layers than the base.
 * @throws {UsageError} where the number of coefficients is not n, or n x L, or one is not finite.
 */
export function merge(
  pretrained: NamedTensors,
  taskVectors: readonly NamedTensors[],
  coefficients: Coefficients,
): NamedTensors {
  taskVectors.forEach((found, index) => {
    requireSameLayers({ what: `task vector ${index + 1}`, found, expected: pretrained })
  })
  const alpha = coefficientTable({
    coefficients,
    vectors: taskVectors.length,
    layers: pretrained.size,
  })
  const merged = new Map<string, Tensor>()
  let layer = 0
  for (const [name, base] of pretrained) {
    const sum = Float64Array.from(base.data)
    taskVectors.forEach((tau, index) => addInto(sum, tau.get(name)!.data, alpha(index, layer)))
    merged.set(name, { shape: base.shape, data: Float32Array.from(sum) })
    layer++
  }
  return merged
}

/** alpha_i^l as a function of i and l, whichever way it was given; checked. */
export function coefficientTable(options: {
  readonly coefficients: Coefficients
  readonly vectors: number
  readonly layers: number
}): (vector: number, layer: number) => number {
  const { coefficients, vectors, layers } = options
  const agnostic = 'vector' in coefficients
  const values = agnostic ? coefficients.vector : coefficients
  const expected = agnostic ? vectors : vectors * layers
  if (values.length !== expected) {
    const shape = agnostic ? `${vectors}, one a vector` : `${vectors} vectors x ${layers} layers = ${expected}`
    throw new UsageError(`merge: expected ${shape} coefficients, got ${values.length}`)
  }
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new UsageError(`merge: coefficient ${bad + 1} is ${values[bad]}; it must be a finite number`)
  return agnostic ? (vector) => values[vector]! : (vector, layer) => values[vector * layers + layer]!
}

/** sum += alpha * tau. */
export function addInto(sum: Float64Array, tau: Float32Array, alpha: number): void {
  if (alpha === 0) return
  for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + alpha * tau[at]!
}
