import { formatShape, type NamedTensors, sameShape, ShapeError, type Tensor } from '../core/index.ts'
import {
  encodeModel,
  type AttributeProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-proto.ts'
import { type ElementType, type Shape, topologicalOrder, type Value } from './value.ts'

type AttributeValue = number | readonly number[]

/** What an op writes itself with. Names of intermediate results are made here, so that no op invents its own. */
export interface NodeWriter {
  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): void
  /** A node with a fresh output, whose name is returned. */
  chain(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string
  /** A float32 scalar constant. */
  scalar(value: number): string
  /** An int64 vector constant, as shapes and axes are given since opset 13. */
  integers(values: readonly number[]): string
  /** A second name for a result that exists. */
  alias(existing: string, name: string): void
}

export interface GraphInput {
  readonly name: string
  readonly shape: Shape
  readonly type: ElementType
}

interface GraphSignature {
  readonly inputs: readonly GraphInput[]
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[]
}

/** A graph as ONNX bytes, with what a caller has to feed and will get. */
export interface CompiledGraph extends GraphSignature {
  readonly model: Uint8Array
}

/** The same before it is encoded: what passes over a whole model work on. */
export interface WrittenGraph extends GraphSignature {
  readonly model: ModelProto
}

export interface CompileOptions {
  /** Inputs that become part of the file, for a model that stands alone. */
  readonly weights?: NamedTensors
  /** Key and value pairs kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>
}

const OPSET = 20
const IR_VERSION = 9
const floatAttributes: ReadonlySet<string> = new Set(['epsilon', 'alpha', 'beta'])
const elementCodes = { float32: 1, uint8: 2, float16: 10 } as const
/** These emit in place of a node: tiny and shared, constant-folded away. */
const RESULT_PREFIX = 'v'

/** Writes the graph of `outputs` as an ONNX model, opset 20. Every graph input keeps its name. */
export function compile(outputs: Readonly<Record<string, Value>>, options: CompileOptions = {}): CompiledGraph {
  const written = writeGraph(outputs, options)
  return { ...written, model: encodeModel(written.model) }
}

/** As `compile`, not yet encoded. The same graph for another batch gets the same names. @throws {ShapeError} where a weight has another shape than its input. */
export function writeGraph(outputs: Readonly<Record<string, Value>>, options: CompileOptions = {}): WrittenGraph {
  const nodes: NodeProto[] = []
  const initializers = new Map<string, TensorProto>()
  const aliases = new Map<string, string>()
  const resolve = (name: string): string => aliases.get(name) ?? name
  let fresh = 0
  const writer: NodeWriter = {
    node(type, inputs, results, attributes = {}) {
      nodes.push({
        opType: type,
        input: inputs.map(resolve),
        output: [...results],
        attribute: Object.entries(attributes).map(toAttribute),
      })
    },
    chain(type, inputs, attributes) {
      const output = `t${fresh++}`
      writer.node(type, inputs, [output], attributes)
      return output
    },
    scalar(value) {
      const name = `scalar ${value}`
      initializers.set(name, floatInitializer(name, { shape: [], data: Float32Array.of(value) }))
      return name
    },
    integers(values) {
      const name = `integers ${values.join(' ')}`
      const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
      initializers.set(name, { name, dims: [values.length], dataType: 7, rawData })
      return name
    },
    alias(existing, name) {
      aliases.set(name, resolve(existing))
    },
  }

  const names = new Map<Value, string>()
  const inputs = new Map<string, GraphInput>()
  for (const value of topologicalOrder(Object.values(outputs))) {
    if (value.name !== undefined) {
      names.set(value, value.name)
      const weight = options.weights?.get(value.name)
      if (weight !== undefined) initializers.set(value.name, floatInitializer(value.name, fitting(value, weight)))
      else addInput(inputs, { name: value.name, shape: value.shape, type: value.type })
      continue
    }
    const name = `${RESULT_PREFIX}${names.size}`
    names.set(value, name)
    if (value.constant !== undefined) initializers.set(name, floatInitializer(name, value.constant))
    else
      value.op.emit(
        writer,
        value,
        value.inputs.map((operand) => names.get(operand)!),
        name,
      )
  }
  const clash = Object.keys(outputs).find((name) => inputs.has(name))
  if (clash !== undefined) throw new Error(`compile: ${clash} names an input and an output`)
  for (const [name, value] of Object.entries(outputs)) writer.node('Identity', [names.get(value)!], [name])

  const outputList = Object.entries(outputs).map(([name, value]) => ({ name, shape: value.shape }))
  const model: ModelProto = {
    irVersion: IR_VERSION,
    producerName: 'palate',
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'palate',
      node: nodes,
      initializer: [...initializers.values()],
      input: [...inputs.values()].map((each) => valueInfo(each.name, each.shape, each.type)),
      output: outputList.map((each) => valueInfo(each.name, each.shape, 'float32')),
    },
  }
  return { model, inputs: [...inputs.values()], outputs: outputList }
}

function addInput(inputs: Map<string, GraphInput>, added: GraphInput): void {
  // Two nodes under one name would silently share what is fed.
  if (inputs.has(added.name)) throw new Error(`compile: two graph inputs are called ${added.name}`)
  inputs.set(added.name, added)
}

function fitting({ name, shape }: Value, weight: Tensor): Tensor {
  if (sameShape(shape, weight.shape)) return weight
  throw new ShapeError(`compile: ${name} should be ${formatShape(shape)}, its weight is ${formatShape(weight.shape)}`)
}

function floatInitializer(name: string, { shape, data }: Tensor): TensorProto {
  return {
    name,
    dims: [...shape],
    dataType: elementCodes.float32,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }
}

function toAttribute([name, value]: readonly [string, AttributeValue]): AttributeProto {
  if (typeof value !== 'number') return { name, type: 7, ints: [...value] }
  // Of ONNX's numeric attributes that are written here these are floats, all others integers.
  return floatAttributes.has(name) ? { name, type: 1, f: value } : { name, type: 2, i: value }
}

function valueInfo(name: string, shape: Shape, type: ElementType): ValueInfoProto {
  return {
    name,
    type: {
      tensorType: { elemType: elementCodes[type], shape: { dim: shape.map((extent) => ({ dimValue: extent })) } },
    },
  }
}
