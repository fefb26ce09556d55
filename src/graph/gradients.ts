import { ShapeError } from '../core/index.ts'
import { add } from './ops/elementwise.ts'
import { accumulate } from './ops/shape.ts'
import { topologicalOrder, constant, type Value } from './value.ts'

/**
 * dL/dv for each `v` of `parameters` by reverse-mode differentiation: one sweep from the loss back, adding where a
 * value is used more than once. A parameter that the loss does not depend on gets a zero of its shape.
 * @throws {ShapeError} unless `loss` is a scalar, or where an op on the way has no gradient rule (it is named).
 */
export function gradients(loss: Value, parameters: readonly Value[]): Value[] {
  if (loss.shape.length !== 0)
    throw new ShapeError(`gradients: the loss must be a scalar, got (${loss.shape.join(', ')})`)
  const order = topologicalOrder([loss])
  const needed = dependants(order, new Set(parameters))
  const termsOf = new Map<Value, Value[]>([[loss, [constant(1)]]])
  const gradientOf = new Map<Value, Value>()
  for (const value of order.reverse()) {
    const terms = termsOf.get(value)
    if (terms === undefined || !needed.has(value)) continue
    const outputGradient = accumulate(terms, add)
    gradientOf.set(value, outputGradient)
    termsOf.delete(value)
    if (value.inputs.length === 0) continue
    if (value.op.gradient === undefined) throw new ShapeError(`gradients: ${value.op.name} has no gradient rule`)
    const inputGradients = value.op.gradient(value, outputGradient)
    value.inputs.forEach((operand, index) => {
      const term = inputGradients[index]
      if (term === undefined || !needed.has(operand)) return
      const others = termsOf.get(operand)
      if (others === undefined) termsOf.set(operand, [term])
      else others.push(term)
    })
  }
  return parameters.map((parameter) => gradientOf.get(parameter) ?? zeroLike(parameter))
}

/** Values on a path from a parameter to the loss: the sweep leaves everything else out. */
function dependants(order: readonly Value[], parameters: ReadonlySet<Value>): ReadonlySet<Value> {
  const result = new Set<Value>()
  for (const value of order) {
    if (parameters.has(value) || value.inputs.some((operand) => result.has(operand))) result.add(value)
  }
  return result
}

function zeroLike(value: Value): Value {
  const size = value.shape.reduce((product, extent) => product * extent, 1)
  return constant({ shape: value.shape, data: new Float32Array(size) })
}
