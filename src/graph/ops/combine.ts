import { formatShape, ShapeError } from '../../core/index.ts'
import { apply, type Op, type Value } from '../value.ts'
import { toFloat32 } from './elementwise.ts'
import { matmul } from './matrix.ts'

const combineOp: Op = {
  name: 'combine',
  type: 'float32',
  shape: ([coefficients, stacked, again]) => {
    const [count, size] = [stacked!.shape[0]!, stacked!.shape[1]!]
    const fits = stacked!.shape.length === 2 && coefficients!.shape.length === 2 && coefficients!.shape[1] === count
    if (!fits || again!.shape[1] !== size) {
      throw new ShapeError(
        `combine: expected coefficients (1, n) and vectors (n, size), got ${formatShape(coefficients!.shape)} and ${formatShape(stacked!.shape)}`,
      )
    }
    return [1, size]
  },
  emit: (writer, value, [coefficients, stacked], output) => {
    const floats = value.inputs[1]!.type === 'float32' ? stacked! : writer.chain('Cast', [stacked!], { to: 1 })
    writer.node('Gemm', [coefficients!, floats], [output])
  },
  gradient: (value, g) => [matmul(g, toFloat32(value.inputs[2]!), { transposeB: true })],
}

/**
 * Weighted sum of n stacked vectors: coefficients (1, n) times vectors (n, size) to (1, size). The merge of task vectors:
 * sum_i alpha_i tau_i of one layer. Only the coefficients get a gradient.
 *
 * Vectors may be float16, and are then widened on the fly, once in the forward and once in the backward sweep. `again` is
 * a second graph input that is fed the same data: with a single one ONNX Runtime would merge both casts and hold the
 * widened vectors, twice the memory, from one sweep to the other.
 */
export function combine(coefficients: Value, vectors: Value, again: Value = vectors): Value {
  return apply(combineOp, [coefficients, vectors, again])
}
