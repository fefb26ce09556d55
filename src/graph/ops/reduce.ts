import { formatShape, sameShape, sizeOf } from '../../core/index.ts'
import { apply, constant, normaliseAxis, type Op, type Shape, type Value } from '../value.ts'
import { mul } from './elementwise.ts'
import { broadcastTo, reshape } from './shape.ts'

interface Reduction {
  readonly axes: readonly number[]
  readonly keepDimensions: boolean
}

function reducedShape(shape: Shape, { axes, keepDimensions }: Reduction): Shape {
  return shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepDimensions ? [1] : []) : [extent]))
}

const sumOp: Op = {
  name: 'sum',
  shape: ([x], attributes) => reducedShape(x!.shape, attributes as unknown as Reduction),
  emit: (writer, value, [x], output) => {
    const { axes, keepDimensions } = value.attributes as unknown as Reduction
    writer.node('ReduceSum', [x!, writer.integers(axes)], [output], { keepdims: keepDimensions ? 1 : 0 })
  },
  gradient: (value, g) => {
    const x = value.inputs[0]!
    const { axes } = value.attributes as unknown as Reduction
    const kept = reducedShape(x.shape, { axes, keepDimensions: true })
    return [broadcastTo(reshape(g, kept), x.shape)]
  },
}

export interface ReduceOptions {
  /** Axes that are summed over; all unless given. */
  readonly axes?: readonly number[]
  /** Keep the summed axes with extent 1. */
  readonly keepDimensions?: boolean
}

/** Sum over axes; a scalar unless `axes` says otherwise. */
export function sum(x: Value, options: ReduceOptions = {}): Value {
  const rank = x.shape.length
  const axes = (options.axes ?? x.shape.map((_, axis) => axis)).map((axis) => normaliseAxis('sum', axis, rank))
  if (axes.length === 0) return x
  return apply(sumOp, [x], { axes, keepDimensions: options.keepDimensions ?? false })
}

/** Mean over axes. */
export function mean(x: Value, options: ReduceOptions = {}): Value {
  const total = sum(x, options)
  const count = sizeOf(x.shape) / sizeOf(total.shape)
  return mul(total, constant(1 / count))
}

/** Undoes broadcasting: sums `x` over the axes along which `shape` was stretched to x's shape. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x
  const added = x.shape.length - shape.length
  const axes = x.shape.flatMap((extent, axis) =>
    axis < added || (shape[axis - added] === 1 && extent !== 1) ? [axis] : [],
  )
  const summed = sum(x, { axes, keepDimensions: false })
  if (sizeOf(summed.shape) !== sizeOf(shape))
    throw new Error(`sumTo: ${formatShape(x.shape)} was not broadcast from ${formatShape(shape)}`)
  return reshape(summed, shape)
}
