import { formatShape, ShapeError } from '../../core/index.ts'
import { apply, type Op, type Shape, type Value } from '../value.ts'
import { mul, sub } from './elementwise.ts'
import { mean, sum } from './reduce.ts'

const softmaxOp: Op = {
  name: 'softmax',
  shape: ([x]) => x!.shape,
  // ONNX Runtime subtracts the maximum first: the stable form.
  emit: (writer, _value, inputs, output) => writer.node('Softmax', inputs, [output], { axis: -1 }),
  gradient: (value, g) => [mul(value, sub(g, sum(mul(g, value), { axes: [-1], keepDimensions: true })))],
}

const layerNormOp: Op = {
  name: 'layerNorm',
  shape: ([x, weight, bias]) => {
    const width = x!.shape.at(-1)!
    if (weight!.shape.length !== 1 || weight!.shape[0] !== width || bias!.shape[0] !== width) {
      throw new ShapeError(
        `layerNorm: expected weight and bias (${width}), got ${formatShape(weight!.shape)} and ${formatShape(bias!.shape)}`,
      )
    }
    return x!.shape
  },
  emit: (writer, value, inputs, output) => {
    const attributes = { axis: -1, epsilon: value.attributes['epsilon'] as number }
    writer.node('LayerNormalization', inputs, [output, `${output}.mean`, `${output}.scale`], attributes)
  },
  gradient: (value, g) => {
    const [x, weight] = value.inputs as readonly [Value, Value, Value]
    const centre = apply(statisticOp('mean'), [value])
    const scale = apply(statisticOp('scale'), [value]) // 1 / deviation
    const normalised = mul(sub(x, centre), scale) // (..., width)
    const weighted = mul(g, weight)
    const last = { axes: [-1], keepDimensions: true }
    const slope = sub(sub(weighted, mean(weighted, last)), mul(normalised, mean(mul(weighted, normalised), last)))
    const rows = x.shape.slice(0, -1).map((_, axis) => axis)
    return [mul(scale, slope), sum(mul(g, normalised), { axes: rows }), sum(g, { axes: rows })]
  },
}

/** Mean and 1 / deviation of each row, which LayerNormalization gives beside its result. */
const statistics = { mean: statistic('mean'), scale: statistic('scale') }
function statisticOp(which: 'mean' | 'scale'): Op {
  return statistics[which]
}
function statistic(which: 'mean' | 'scale'): Op {
  return {
    name: `layerNorm.${which}`,
    shape: ([norm]): Shape => [...norm!.shape.slice(0, -1), 1],
    emit: (writer, _value, [norm], output) => writer.alias(`${norm!}.${which}`, output),
  }
}

/** Softmax over the last axis. */
export const softmax = (x: Value): Value => apply(softmaxOp, [x])

/** Layer norm over the last axis: (..., width), weight (width), bias (width). */
export function layerNorm(x: Value, weight: Value, bias: Value, options: { readonly epsilon: number }): Value {
  return apply(layerNormOp, [x, weight, bias], { epsilon: options.epsilon })
}
