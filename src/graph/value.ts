import { formatShape, sameShape, ShapeError, type Tensor } from '../core/index.ts'
import type { NodeWriter } from './writer.ts'

export type Shape = readonly number[]
export type ElementType = 'float32' | 'float16' | 'uint8'
export type Attributes = Readonly<Record<string, number | readonly number[] | boolean>>

/**
 * A node of the tensor graph: the result of one operation on other nodes. Immutable; two graphs may share nodes.
 * Shapes are static: a session is compiled for one batch size.
 */
export interface Value {
  readonly op: Op
  readonly inputs: readonly Value[]
  readonly attributes: Attributes
  readonly shape: Shape
  readonly type: ElementType
  /** Of graph inputs: the name under which data are fed. */
  readonly name?: string
  /** Of constants: the data. */
  readonly constant?: Tensor
}

/** Everything about one operation, in one place. */
export interface Op {
  readonly name: string
  /** Shape of the result. @throws {ShapeError} where the operands do not fit. */
  shape(inputs: readonly Value[], attributes: Attributes): Shape
  /** Writes ONNX nodes (opset 20) whose result bears `output`. */
  emit(writer: NodeWriter, value: Value, inputs: readonly string[], output: string): void
  /** Vector-Jacobian product: dL/d(input) for each input, undefined where it has none. Absent: the op has no gradient. */
  gradient?(value: Value, outputGradient: Value): readonly (Value | undefined)[]
  /** Element type of the result; that of the first operand unless given. */
  readonly type?: ElementType
}

const inputOp: Op = {
  name: 'input',
  shape: () => [],
  emit: () => {},
  gradient: () => [],
}

const constantOp: Op = { ...inputOp, name: 'constant' }

/** A graph input: weights, task vectors, coefficients and pixels are all fed under a name. */
export function input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
  return { op: inputOp, inputs: [], attributes: {}, shape: [...shape], type, name }
}

/** Data that are part of the graph itself. For small things; weights are inputs. */
export function constant(data: Tensor | number): Value {
  const value = typeof data === 'number' ? { shape: [], data: Float32Array.of(data) } : data
  return { op: constantOp, inputs: [], attributes: {}, shape: value.shape, type: 'float32', constant: value }
}

/** Applies `op`, checking shapes. @throws {ShapeError} naming the op and the operands' shapes. */
export function apply(op: Op, inputs: readonly Value[], attributes: Attributes = {}): Value {
  const type = op.type ?? inputs[0]?.type ?? 'float32'
  if (op.type === undefined && inputs.some((operand) => operand.type !== type)) {
    throw new ShapeError(
      `${op.name}: operands are of different types (${inputs.map((operand) => operand.type).join(', ')}); cast first`,
    )
  }
  return { op, inputs, attributes, shape: op.shape(inputs, attributes), type }
}

/** Shape of an elementwise result by NumPy's broadcasting. @throws {ShapeError} where two extents differ and neither is 1. */
export function broadcastShape(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(`${where}: ${formatShape(a)} and ${formatShape(b)} do not broadcast`)
    }
    return left === 1 ? right : left
  })
}

/** The axis as a number in [0, rank). @throws {ShapeError} where there is no such axis. */
export function normaliseAxis(where: string, axis: number, rank: number): number {
  const result = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(result) || result < 0 || result >= rank) {
    throw new ShapeError(`${where}: there is no axis ${axis} in ${rank} dimensions`)
  }
  return result
}

/** @throws {ShapeError} `vit.embed: expected (8, 3, 224, 224), got (...)`. */
export function requireShape(where: string, value: Value, expected: Shape): void {
  if (!sameShape(value.shape, expected)) {
    throw new ShapeError(`${where}: expected ${formatShape(expected)}, got ${formatShape(value.shape)}`)
  }
}

/** Nodes that `roots` depend on, operands before their users. */
export function topologicalOrder(roots: readonly Value[]): Value[] {
  const order: Value[] = []
  const seen = new Set<Value>()
  // An explicit stack: a tower's backward graph is thousands of nodes deep.
  const stack: { value: Value; next: number }[] = []
  for (const root of roots) {
    if (!seen.has(root)) {
      seen.add(root)
      stack.push({ value: root, next: 0 })
    }
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const operand = top.value.inputs[top.next++]
      if (operand === undefined) {
        order.push(top.value)
        stack.pop()
      } else if (!seen.has(operand)) {
        seen.add(operand)
        stack.push({ value: operand, next: 0 })
      }
    }
  }
  return order
}
