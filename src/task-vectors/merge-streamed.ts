import { type Tensor, UsageError } from '../core/index.ts'
import { writeSafetensors } from '../weights/index.ts'
import { addInto, type Coefficients, coefficientTable } from './merge.ts'
import { requireSameLayers, type TensorSource } from './source.ts'

/**
 * `merge` for networks that do not fit in memory: writes theta_p to a safetensors file in f32, one layer of the base and one
 * of a task vector in memory at a time. The numbers are those of `merge`, bit for bit. `layers` is the order of the
 * coefficients' L columns, because a file may list its tensors in another. The file is whole or not there.
 * @throws {FormatError} where a vector has other layers than the base. @throws {UsageError} where `coefficients` or `layers`
 * do not fit.
 */
export async function mergeStreamed(options: {
  readonly pretrained: TensorSource
  readonly taskVectors: readonly TensorSource[]
  readonly coefficients: Coefficients
  readonly layers: readonly string[]
  readonly out: string
}): Promise<void> {
  const { pretrained, taskVectors, layers } = options
  for (const source of taskVectors) {
    requireSameLayers({ what: source.path, found: source.tensors, expected: pretrained.tensors })
  }
  if (new Set(layers).size !== pretrained.tensors.size || layers.some((name) => !pretrained.tensors.has(name))) {
    throw new UsageError(`merge: the order names ${layers.length} layers that are not those of ${pretrained.path}`)
  }
  const alpha = coefficientTable({
    coefficients: options.coefficients,
    vectors: taskVectors.length,
    layers: layers.length,
  })
  const tensors = layers.map((name, layer) => ({
    name,
    shape: pretrained.tensors.get(name)!.shape,
    type: 'F32' as const,
    data: async () =>
      mergeLayer(await pretrained.read(name), { name, taskVectors, alpha: (vector) => alpha(vector, layer) }),
  }))
  await writeSafetensors(options.out, tensors)
}

/** One layer of theta_p in f32: that of the base and alpha_i times that of each vector, of which one is in memory at a time. */
export async function mergeLayer(
  pretrained: Tensor,
  options: {
    readonly name: string
    readonly taskVectors: readonly TensorSource[]
    readonly alpha: (vector: number) => number
  },
): Promise<Float32Array> {
  const sum = Float64Array.from(pretrained.data)
  for (const [vector, source] of options.taskVectors.entries())
    addInto(sum, (await source.read(options.name)).data, options.alpha(vector))
  return Float32Array.from(sum)
}
