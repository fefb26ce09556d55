import { apply, broadcastShape, constant, type Op, type Value } from '../value.ts'
import { sumTo } from './reduce.ts'

/** An op that maps to one ONNX node of the same operands. */
function unary(name: string, onnx: string, derivative: (value: Value, x: Value, g: Value) => Value): Op {
  return {
    name,
    shape: ([x]) => x!.shape,
    emit: (writer, _value, inputs, output) => writer.node(onnx, inputs, [output]),
    gradient: (value, g) => [derivative(value, value.inputs[0]!, g)],
  }
}

function binary(name: string, onnx: string, derivative: (a: Value, b: Value, g: Value) => readonly [Value, Value]): Op {
  return {
    name,
    shape: ([a, b]) => broadcastShape(name, a!.shape, b!.shape),
    emit: (writer, _value, inputs, output) => writer.node(onnx, inputs, [output]),
    gradient: (value, g) => {
      const [a, b] = value.inputs as readonly [Value, Value]
      const [gradientA, gradientB] = derivative(a, b, g)
      return [sumTo(gradientA, a.shape), sumTo(gradientB, b.shape)]
    },
  }
}

const addOp = binary('add', 'Add', (_a, _b, g) => [g, g])
const subOp = binary('sub', 'Sub', (_a, _b, g) => [g, neg(g)])
const mulOp = binary('mul', 'Mul', (a, b, g) => [mul(g, b), mul(g, a)])
const divOp = binary('div', 'Div', (a, b, g) => [div(g, b), neg(div(mul(g, a), mul(b, b)))])
const negOp = unary('neg', 'Neg', (_value, _x, g) => neg(g))
const expOp = unary('exp', 'Exp', (value, _x, g) => mul(g, value))
const logOp = unary('log', 'Log', (_value, x, g) => div(g, x))
const sqrtOp = unary('sqrt', 'Sqrt', (value, _x, g) => div(mul(g, constant(0.5)), value))
const erfOp = unary('erf', 'Erf', (_value, x, g) => mul(g, mul(constant(2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))))
const sigmoidOp = unary('sigmoid', 'Sigmoid', (value, _x, g) => mul(g, mul(value, sub(constant(1), value))))
const tanhOp = unary('tanh', 'Tanh', (value, _x, g) => mul(g, sub(constant(1), mul(value, value))))

/** The derivative is 0 at 0, as in PyTorch. */
const reluOp: Op = {
  name: 'relu',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, inputs, output) => writer.node('Relu', inputs, [output]),
  gradient: (value, g) => [mul(g, sign(value))],
}
const signOp: Op = {
  name: 'sign',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, inputs, output) => writer.node('Sign', inputs, [output]),
}

/** log(1 + e^x) as max(x, 0) + log(1 + e^-|x|): ONNX Runtime's Softplus is the naive form in some providers. */
const softplusOp: Op = {
  name: 'softplus',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, [x], output) => {
    const one = writer.scalar(1)
    const magnitude = writer.chain('Abs', [x!])
    const tail = writer.chain('Log', [
      writer.chain('Add', [writer.chain('Exp', [writer.chain('Neg', [magnitude])]), one]),
    ])
    writer.node('Add', [writer.chain('Relu', [x!]), tail], [output])
  },
  gradient: (value, g) => [mul(g, sigmoid(value.inputs[0]!))],
}

/** x^c for a constant exponent. */
const powerOp: Op = {
  name: 'power',
  shape: ([x]) => x!.shape,
  emit: (writer, value, [x], output) => {
    writer.node('Pow', [x!, writer.scalar(value.attributes['exponent'] as number)], [output])
  },
  gradient: (value, g) => {
    const exponent = value.attributes['exponent'] as number
    return [mul(g, mul(constant(exponent), power(value.inputs[0]!, exponent - 1)))]
  },
}

/** x Phi(x) with the normal distribution's exact Phi, not the tanh approximation. */
const geluOp: Op = {
  name: 'gelu',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, inputs, output) => writer.node('Gelu', inputs, [output]),
  gradient: (value, g) => [apply(geluGradientOp, [value.inputs[0]!, g])],
}

/**
 * g (Phi(x) + x phi(x)), written out in as few passes over memory as ONNX's ops allow: with u = x / sqrt(2),
 * Phi(x) = erf(u) / 2 + 1/2 is one HardSigmoid, whose clipping to [0, 1] never bites, and x phi(x) = u e^(c - u^2) with
 * c = -log(pi) / 2.
 */
const geluGradientOp: Op = {
  name: 'geluGradient',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, [x, g], output) => {
    const u = writer.chain('Mul', [x!, writer.scalar(Math.SQRT1_2)])
    const phi = writer.chain('HardSigmoid', [writer.chain('Erf', [u])], { alpha: 0.5, beta: 0.5 })
    const exponent = writer.chain('Sub', [writer.scalar(-Math.log(Math.PI) / 2), writer.chain('Mul', [u, u])])
    const tail = writer.chain('Mul', [u, writer.chain('Exp', [exponent])])
    writer.node('Mul', [g!, writer.chain('Add', [phi, tail])], [output])
  },
}

/** To float32: how vectors stored as f16, and pixels given as bytes, enter a graph. Gradients stop here; nothing trains such an input. */
const toFloat32Op: Op = {
  name: 'toFloat32',
  type: 'float32',
  shape: ([x]) => x!.shape,
  emit: (writer, _value, inputs, output) => writer.node('Cast', inputs, [output], { to: 1 }),
}

export const add = (a: Value, b: Value): Value => apply(addOp, [a, b])
export const sub = (a: Value, b: Value): Value => apply(subOp, [a, b])
export const mul = (a: Value, b: Value): Value => apply(mulOp, [a, b])
export const div = (a: Value, b: Value): Value => apply(divOp, [a, b])
export const neg = (x: Value): Value => apply(negOp, [x])
export const exp = (x: Value): Value => apply(expOp, [x])
export const log = (x: Value): Value => apply(logOp, [x])
export const sqrt = (x: Value): Value => apply(sqrtOp, [x])
export const erf = (x: Value): Value => apply(erfOp, [x])
export const sigmoid = (x: Value): Value => apply(sigmoidOp, [x])
export const tanh = (x: Value): Value => apply(tanhOp, [x])
export const relu = (x: Value): Value => apply(reluOp, [x])
export const softplus = (x: Value): Value => apply(softplusOp, [x])
export const gelu = (x: Value): Value => apply(geluOp, [x])
export const power = (x: Value, exponent: number): Value => apply(powerOp, [x], { exponent })
export const toFloat32 = (x: Value): Value => (x.type === 'float32' ? x : apply(toFloat32Op, [x]))
const sign = (x: Value): Value => apply(signOp, [x])
