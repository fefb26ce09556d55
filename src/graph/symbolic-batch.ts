import { ShapeError } from '../core/index.ts'
import type { DimensionProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from './onnx-proto.ts'

/** Two sizes that no op takes a short cut for, as it does for 1. */
export const traceBatches = [2, 3] as const

/** The name of the free extent in the file. */
const BATCH = 'batch'

/**
 * One model for batches of any size, from the same graph written for two of them (`traceBatches`). Graphs are built for
 * one batch, whose size stands in constants: in the shapes of reshapes and broadcasts. Wherever the two models differ the
 * number is the batch's, and is replaced by what ONNX has for an extent that is found at run time. A difference anywhere
 * else (a mean over the batch) would be wrong for other sizes.
 * @param input name of the input whose first axis is the batch.
 * @throws {ShapeError} for such a difference.
 */
export function withSymbolicBatch(first: ModelProto, second: ModelProto, input: string): ModelProto {
  const [a, b] = [first.graph ?? {}, second.graph ?? {}]
  const added = new Map<string, TensorProto>()
  const context: Context = { a: constantsOf(a), b: constantsOf(b), input, added, extent: undefined }
  const counterparts = b.node ?? []
  if (a.node?.length !== counterparts.length) fail('the number of nodes')
  const nodes = (a.node ?? []).flatMap((node, at) => freed(node, counterparts[at]!, context))
  const used = new Set(nodes.flatMap((node) => node.input ?? []))
  for (const [name, tensor] of context.a) {
    if (used.has(name) && !sameBytes(tensor.rawData, context.b.get(name)?.rawData)) fail(`the constant ${name}`)
  }
  return {
    ...first,
    graph: {
      ...a,
      node: nodes,
      initializer: [...context.a.values(), ...added.values()].filter(({ name }) => used.has(name ?? '')),
      input: named(a.input, b.input),
      output: named(a.output, b.output),
    },
  }
}

interface Context {
  readonly a: ReadonlyMap<string, TensorProto>
  readonly b: ReadonlyMap<string, TensorProto>
  readonly input: string
  /** Constants that the symbolic graph needs beside those of the first. */
  readonly added: Map<string, TensorProto>
  /** Name of the batch's extent as a vector of one number, once a node gives it. */
  extent: string | undefined
}

/** The node for any batch, with the nodes that compute its shape before it. */
function freed(node: NodeProto, other: NodeProto, context: Context): NodeProto[] {
  const inputs = node.input ?? []
  const others = other.input ?? []
  if (node.opType !== other.opType || JSON.stringify(node.attribute) !== JSON.stringify(other.attribute))
    fail(`a node of type ${node.opType}`)
  const differing = inputs.flatMap((name, at) => (name === others[at] ? [] : [at]))
  if (differing.length === 0 && inputs.length === others.length) return [node]
  const takesShape = node.opType === 'Reshape' || node.opType === 'Expand'
  if (!takesShape || differing.length !== 1 || differing[0] !== 1) fail(`an operand of a node of type ${node.opType}`)
  const shape = integersOf(context.a.get(inputs[1]!))
  const batchAxis = soleDifference(shape, integersOf(context.b.get(others[1]!)))
  if (node.opType === 'Reshape') {
    // The one extent that follows from the others.
    const free = shape.map((extent, axis) => (axis === batchAxis ? -1 : extent))
    return [{ ...node, input: [inputs[0]!, integers(free, context)] }]
  }
  if (shape[batchAxis] !== traceBatches[0]) fail('the shape of a broadcast')
  const before: NodeProto[] = []
  if (context.extent === undefined) {
    context.extent = 'batch extent'
    const attribute = [
      { name: 'start', type: 2, i: 0 },
      { name: 'end', type: 2, i: 1 },
    ]
    before.push({ opType: 'Shape', input: [context.input], output: [context.extent], attribute })
  }
  const parts = [shape.slice(0, batchAxis), [], shape.slice(batchAxis + 1)].flatMap((part, at) =>
    at === 1 ? [context.extent!] : part.length === 0 ? [] : [integers(part, context)],
  )
  const target = `shape of ${node.output![0]!}`
  const attribute = [{ name: 'axis', type: 2, i: 0 }]
  before.push({ opType: 'Concat', input: parts, output: [target], attribute })
  return [...before, { ...node, input: [inputs[0]!, target] }]
}

function soleDifference(a: readonly number[], b: readonly number[]): number {
  const axes = a.flatMap((extent, axis) => (extent === b[axis] ? [] : [axis]))
  if (a.length !== b.length || axes.length !== 1) fail('more than one axis of a shape')
  return axes[0]!
}

/** Extents that differ are the batch's. */
function named(
  a: readonly ValueInfoProto[] | undefined,
  b: readonly ValueInfoProto[] | undefined,
): readonly ValueInfoProto[] {
  return (a ?? []).map((value, at) => {
    const others = b?.[at]?.type?.tensorType?.shape?.dim ?? []
    const dim = (value.type?.tensorType?.shape?.dim ?? []).map((each, axis): DimensionProto => {
      if (each.dimValue === others[axis]?.dimValue) return each
      if (each.dimValue !== traceBatches[0]) fail(`axis ${axis} of ${value.name}`)
      return { dimParam: BATCH }
    })
    return { ...value, type: { tensorType: { ...value.type?.tensorType, shape: { dim } } } }
  })
}

function constantsOf({ initializer = [] }: GraphProto): Map<string, TensorProto> {
  return new Map(initializer.map((each) => [each.name ?? '', each]))
}

function integersOf(tensor: TensorProto | undefined): number[] {
  if (tensor?.dataType !== 7 || tensor.rawData === undefined) fail('a shape')
  const { buffer, byteOffset, byteLength } = tensor.rawData
  return Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number)
}

function integers(values: readonly number[], { added }: Context): string {
  const name = `integers ${values.join(' ')}`
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
  added.set(name, { name, dims: [values.length], dataType: 7, rawData })
  return name
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  // Weights are one array in both models: megabytes that need no reading.
  if (a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.byteLength === b.byteLength) return true
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b)
}

function fail(what: string): never {
  throw new ShapeError(
    `this graph works for one batch size only: ${what} depends on it in another way than a reshape or a broadcast`,
  )
}
