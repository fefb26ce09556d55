import type { GraphProto, ModelProto, NodeProto, TensorProto } from './onnx-proto.ts'

const FLOAT32 = 1
const INT8 = 3

/**
 * Matrices with fewer numbers stay float32: they save less than 100 kB each, and are those at the end of a network, where
 * an error goes straight into the score.
 */
const SMALLEST = 2 ** 15

export interface Quantised {
  readonly model: ModelProto
  /** Names of the weights that are stored as int8 now. */
  readonly matrices: readonly string[]
}

/**
 * Stores the large matrices of linear layers as int8 with one float32 scale for each output channel, and puts a
 * DequantizeLinear in front of each: weights alone, symmetric, rounded to nearest. Everything is computed in float32 as
 * before, so that any runtime runs it and no calibration photos are needed; biases, norms and embeddings are untouched.
 */
export function quantiseMatrices(model: ModelProto): Quantised {
  const graph = model.graph ?? {}
  const users = usersOf(graph)
  const nodes: NodeProto[] = []
  const matrices: string[] = []
  const initializer = (graph.initializer ?? []).flatMap((tensor) => {
    const axis = sizeOfProto(tensor) < SMALLEST ? undefined : channelAxis(tensor.name!, tensor.dims!, users)
    if (tensor.dataType !== FLOAT32 || axis === undefined) return [tensor]
    matrices.push(tensor.name!)
    const [steps, scales] = [`${tensor.name} int8`, `${tensor.name} scale`]
    // The result takes the weight's name, so that its users need no change.
    const attribute = [{ name: 'axis', type: 2, i: axis }]
    nodes.push({ opType: 'DequantizeLinear', input: [steps, scales], output: [tensor.name!], attribute })
    return quantise(tensor, { axis, steps, scales })
  })
  return { model: { ...model, graph: { ...graph, node: [...nodes, ...(graph.node ?? [])], initializer } }, matrices }
}

/** Who reads a result or initializer, and as which operand. */
type Users = ReadonlyMap<string, readonly { readonly node: NodeProto; readonly operand: number }[]>

function usersOf(graph: GraphProto): Users {
  const users = new Map<string, { readonly node: NodeProto; readonly operand: number }[]>()
  for (const node of graph.node ?? []) {
    node.input?.forEach((name, operand) => {
      const known = users.get(name)
      if (known === undefined) users.set(name, [{ node, operand }])
      else known.push({ node, operand })
    })
  }
  return users
}

/** The axis of output channels where every user multiplies by the tensor as a matrix, and all agree; else undefined. */
function channelAxis(name: string, dims: readonly number[], users: Users): number | undefined {
  const axes = new Set((users.get(name) ?? []).map(({ node, operand }) => axisFor(node, { operand, dims, users })))
  const [axis] = axes
  return axes.size === 1 ? axis : undefined
}

function axisFor(
  node: NodeProto,
  { operand, dims, users }: { readonly operand: number; readonly dims: readonly number[]; readonly users: Users },
): number | undefined {
  if (operand === 1 && node.opType === 'Gemm') return isSet(node, 'transB') ? 0 : 1
  if (operand === 1 && node.opType === 'MatMul' && dims.length === 2) return 1
  // A convolution's kernel that is read as a matrix (channel, inputs): the first axis stays the channel's.
  if (operand === 0 && node.opType === 'Reshape' && dims.length > 2) {
    return channelAxis(node.output![0]!, [dims[0]!, 1], users) === 0 ? 0 : undefined
  }
  return undefined
}

function isSet(node: NodeProto, attribute: string): boolean {
  return node.attribute?.some(({ name, i }) => name === attribute && i === 1) === true
}

function quantise(
  tensor: TensorProto,
  { axis, steps, scales }: { readonly axis: number; readonly steps: string; readonly scales: string },
): [TensorProto, TensorProto] {
  const dims = tensor.dims!
  const { buffer, byteOffset, byteLength } = tensor.rawData!
  const values = new Float32Array(buffer, byteOffset, byteLength / 4)
  const channels = dims[axis]!
  const inner = dims.slice(axis + 1).reduce((product, extent) => product * extent, 1)
  const largest = new Float32Array(channels)
  const quantised = new Int8Array(values.length)
  // Runs of `inner` numbers belong to one channel each, in turn.
  for (let start = 0, channel = 0; start < values.length; start += inner, channel = (channel + 1) % channels) {
    for (let at = start; at < start + inner; at++) {
      const size = Math.abs(values[at]!)
      if (size > largest[channel]!) largest[channel] = size
    }
  }
  // A channel of zeros gets a scale that divides.
  const scale = largest.map((each) => (each === 0 ? 1 : each / 127))
  for (let start = 0, channel = 0; start < values.length; start += inner, channel = (channel + 1) % channels) {
    const step = scale[channel]!
    for (let at = start; at < start + inner; at++) quantised[at] = Math.round(values[at]! / step)
  }
  return [
    { name: steps, dims, dataType: INT8, rawData: new Uint8Array(quantised.buffer) },
    { name: scales, dims: [channels], dataType: FLOAT32, rawData: new Uint8Array(scale.buffer) },
  ]
}

function sizeOfProto({ dims = [] }: TensorProto): number {
  return dims.reduce((product, extent) => product * extent, 1)
}
