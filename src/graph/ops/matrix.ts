import { formatShape, ShapeError, sizeOf } from '../../core/index.ts'
import { apply, broadcastShape, type Op, type Shape, type Value } from '../value.ts'
import { sum, sumTo } from './reduce.ts'
import { reshape } from './shape.ts'

interface Transposition {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** (rows, columns) of the last two axes, after an optional transposition. */
function matrixShape(shape: Shape, transposed: boolean): readonly [number, number] {
  const rows = shape.at(-2)!
  const columns = shape.at(-1)!
  return transposed ? [columns, rows] : [rows, columns]
}

const matmulOp: Op = {
  name: 'matmul',
  shape: ([a, b], attributes) => {
    const { transposeA, transposeB } = attributes as unknown as Transposition
    if (a!.shape.length < 2 || b!.shape.length < 2) {
      throw new ShapeError(`matmul: expected matrices, got ${formatShape(a!.shape)} and ${formatShape(b!.shape)}`)
    }
    const [rows, inner] = matrixShape(a!.shape, transposeA)
    const [otherInner, columns] = matrixShape(b!.shape, transposeB)
    if (inner !== otherInner) {
      throw new ShapeError(
        `matmul: ${formatShape(a!.shape)}${transposeA ? '^T' : ''} and ${formatShape(b!.shape)}${transposeB ? '^T' : ''} do not fit`,
      )
    }
    return [...broadcastShape('matmul', a!.shape.slice(0, -2), b!.shape.slice(0, -2)), rows, columns]
  },
  emit: (writer, value, [a, b], output) => {
    const { transposeA, transposeB } = value.attributes as unknown as Transposition
    const [left, right] = value.inputs as readonly [Value, Value]
    // Gemm reads a transposed operand in place; ONNX Runtime fuses Transpose + MatMul where there are batch axes.
    if (left.shape.length === 2 && right.shape.length === 2) {
      writer.node('Gemm', [a!, b!], [output], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 })
      return
    }
    const turned = (name: string, rank: number): string => {
      const order = Array.from({ length: rank }, (_, axis) => axis)
      return writer.chain('Transpose', [name], { perm: [...order.slice(0, -2), rank - 1, rank - 2] })
    }
    const first = transposeA ? turned(a!, left.shape.length) : a!
    const second = transposeB ? turned(b!, right.shape.length) : b!
    writer.node('MatMul', [first, second], [output])
  },
  gradient: (value, g) => {
    const { transposeA, transposeB } = value.attributes as unknown as Transposition
    const [a, b] = value.inputs as readonly [Value, Value]
    // For y = A' B', A' being A or its transpose: dA' = g B'^T and dB' = A'^T g; a transposed operand swaps the factors.
    const gradientA = transposeA
      ? matmul(b, g, { transposeA: transposeB, transposeB: true })
      : matmul(g, b, { transposeB: !transposeB })
    const gradientB = transposeB
      ? matmul(g, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, g, { transposeA: !transposeA })
    return [sumTo(gradientA, a.shape), sumTo(gradientB, b.shape)]
  },
}

const linearOp: Op = {
  name: 'linear',
  shape: ([x, weight, bias]) => {
    const [rows, inner] = [x!.shape[0]!, x!.shape[1]!]
    const fits = x!.shape.length === 2 && weight!.shape.length === 2 && weight!.shape[1] === inner
    if (!fits || (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== weight!.shape[0]))) {
      const shapes = [x, weight, bias].flatMap((each) => (each === undefined ? [] : [formatShape(each.shape)]))
      throw new ShapeError(`linear: expected x (rows, in), weight (out, in), bias (out), got ${shapes.join(', ')}`)
    }
    return [rows, weight!.shape[0]!]
  },
  emit: (writer, _value, inputs, output) => writer.node('Gemm', inputs, [output], { transA: 0, transB: 1 }),
  gradient: (value, g) => {
    const [x, weight, bias] = value.inputs
    return [
      matmul(g, weight!),
      matmul(g, x!, { transposeA: true }),
      ...(bias === undefined ? [] : [sum(g, { axes: [0] })]),
    ]
  },
}

/** Matrix product of the last two axes; the others are batch axes and broadcast. */
export function matmul(a: Value, b: Value, options: Partial<Transposition> = {}): Value {
  return apply(matmulOp, [a, b], { transposeA: options.transposeA ?? false, transposeB: options.transposeB ?? false })
}

/** x W^T + b with W (out, in) as PyTorch stores it: (..., in) to (..., out). */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const inner = x.shape.at(-1) ?? 1
  const rows = reshape(x, [sizeOf(x.shape) / inner, inner])
  const result = apply(linearOp, bias === undefined ? [rows, weight] : [rows, weight, bias]) // (rows, out)
  return reshape(result, [...x.shape.slice(0, -1), result.shape[1]!])
}
