import { formatShape, sameShape, ShapeError, sizeOf } from '../../core/index.ts'
import { apply, broadcastShape, normaliseAxis, type Op, type Shape, type Value } from '../value.ts'
import { sumTo } from './reduce.ts'

const reshapeOp: Op = {
  name: 'reshape',
  shape: ([x], attributes) => {
    const shape = attributes['shape'] as Shape
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new ShapeError(`reshape: ${formatShape(x!.shape)} cannot become ${formatShape(shape)}`)
    }
    return shape
  },
  emit: (writer, value, [x], output) => writer.node('Reshape', [x!, writer.integers(value.shape)], [output]),
  gradient: (value, g) => [reshape(g, value.inputs[0]!.shape)],
}

const transposeOp: Op = {
  name: 'transpose',
  shape: ([x], attributes) => {
    const order = attributes['order'] as readonly number[]
    if (order.length !== x!.shape.length || [...order].sort((a, b) => a - b).some((axis, index) => axis !== index)) {
      throw new ShapeError(`transpose: [${order.join(', ')}] is no order of the axes of ${formatShape(x!.shape)}`)
    }
    return order.map((axis) => x!.shape[axis]!)
  },
  emit: (writer, value, inputs, output) => {
    writer.node('Transpose', inputs, [output], { perm: value.attributes['order'] as readonly number[] })
  },
  gradient: (value, g) => {
    const order = value.attributes['order'] as readonly number[]
    return [
      transpose(
        g,
        order.map((_, axis) => order.indexOf(axis)),
      ),
    ]
  },
}

const concatOp: Op = {
  name: 'concat',
  shape: (inputs, attributes) => {
    const axis = attributes['axis'] as number
    const first = inputs[0]!.shape
    for (const operand of inputs) {
      const fits =
        operand.shape.length === first.length &&
        operand.shape.every((extent, at) => at === axis || extent === first[at])
      if (!fits)
        throw new ShapeError(
          `concat on axis ${axis}: ${inputs.map((each) => formatShape(each.shape)).join(', ')} do not fit`,
        )
    }
    const total = inputs.reduce((extent, operand) => extent + operand.shape[axis]!, 0)
    return first.map((extent, at) => (at === axis ? total : extent))
  },
  emit: (writer, value, inputs, output) => {
    writer.node('Concat', inputs, [output], { axis: value.attributes['axis'] as number })
  },
  gradient: (value, g) => {
    const axis = value.attributes['axis'] as number
    let start = 0
    return value.inputs.map((operand) => {
      const end = start + operand.shape[axis]!
      const part = slice(g, { axis, start, end })
      start = end
      return part
    })
  },
}

const sliceOp: Op = {
  name: 'slice',
  shape: ([x], attributes) => {
    const { axis, start, end } = attributes as unknown as SliceOptions
    const extent = x!.shape[axis]!
    if (start < 0 || end > extent || start >= end) {
      throw new ShapeError(`slice: ${start} to ${end} is outside axis ${axis} of ${formatShape(x!.shape)}`)
    }
    return x!.shape.map((each, at) => (at === axis ? end - start : each))
  },
  emit: (writer, value, [x], output) => {
    const { axis, start, end } = value.attributes as unknown as SliceOptions
    writer.node('Slice', [x!, writer.integers([start]), writer.integers([end]), writer.integers([axis])], [output])
  },
  gradient: (value, g) => {
    const { axis, start, end } = value.attributes as unknown as SliceOptions
    return [apply(padOp, [g], { axis, start, end, extent: value.inputs[0]!.shape[axis]! })]
  },
}

interface PadAttributes extends SliceOptions {
  readonly extent: number
}

/** The reverse of slice: zeros before `start` and from `end` on, up to `extent`. */
const padOp: Op = {
  name: 'pad',
  shape: ([x], attributes) => {
    const { axis, extent } = attributes as unknown as PadAttributes
    return x!.shape.map((each, at) => (at === axis ? extent : each))
  },
  emit: (writer, value, [x], output) => {
    const { axis, start, end, extent } = value.attributes as unknown as PadAttributes
    const before = value.shape.map((_, at) => (at === axis ? start : 0))
    const after = value.shape.map((_, at) => (at === axis ? extent - end : 0))
    writer.node('Pad', [x!, writer.integers([...before, ...after])], [output])
  },
  gradient: (value, g) => {
    const { axis, start, end } = value.attributes as unknown as PadAttributes
    return [slice(g, { axis, start, end })]
  },
}

/**
 * Sum of gradient terms. Slices that cover a value, such as query, key and value of one packed projection, give padded
 * terms that tile it: they are put side by side instead of being added with their zeros.
 */
export function accumulate(terms: readonly Value[], add: (a: Value, b: Value) => Value): Value {
  const pads = terms.map((term) => (term.op === padOp ? (term.attributes as unknown as PadAttributes) : undefined))
  const first = pads[0]
  if (terms.length > 1 && first !== undefined && pads.every((pad) => pad?.axis === first.axis)) {
    const order = terms.map((_, index) => index).sort((a, b) => pads[a]!.start - pads[b]!.start)
    const bounds = order.map((index) => pads[index]!)
    const tiled = bounds.every((pad, index) => pad.start === (index === 0 ? 0 : bounds[index - 1]!.end))
    if (tiled && bounds.at(-1)!.end === first.extent)
      return concat(
        order.map((index) => terms[index]!.inputs[0]!),
        first.axis,
      )
  }
  return terms.reduce(add)
}

const broadcastOp: Op = {
  name: 'broadcastTo',
  shape: ([x], attributes) => {
    const shape = attributes['shape'] as Shape
    if (!sameShape(broadcastShape('broadcastTo', x!.shape, shape), shape)) {
      throw new ShapeError(`broadcastTo: ${formatShape(x!.shape)} does not stretch to ${formatShape(shape)}`)
    }
    return shape
  },
  emit: (writer, value, [x], output) => writer.node('Expand', [x!, writer.integers(value.shape)], [output]),
  gradient: (value, g) => [sumTo(g, value.inputs[0]!.shape)],
}

export interface SliceOptions {
  readonly axis: number
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape: [...shape] })
}

/** Reorders axes: result axis i is axis `order[i]` of `x`. */
export function transpose(x: Value, order: readonly number[]): Value {
  return apply(transposeOp, [x], { order: [...order] })
}

export function concat(parts: readonly Value[], axis: number): Value {
  return apply(concatOp, parts, { axis: normaliseAxis('concat', axis, parts[0]?.shape.length ?? 0) })
}

export function slice(x: Value, { axis, start, end }: SliceOptions): Value {
  return apply(sliceOp, [x], { axis: normaliseAxis('slice', axis, x.shape.length), start, end })
}

export function broadcastTo(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcastOp, [x], { shape: [...shape] })
}
