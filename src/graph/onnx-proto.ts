import protobuf from 'protobufjs'
import { FormatError, messageOf } from '../core/index.ts'

/**
 * ONNX's file format: the messages of onnx.proto that palate reads and writes, with their field numbers. Unknown fields are
 * skipped when reading. Every field is optional, as in the format itself; absent lists are absent, not empty.
 */
export interface ModelProto {
  readonly irVersion?: number
  readonly opsetImport?: readonly OperatorSetIdProto[]
  readonly producerName?: string
  readonly producerVersion?: string
  readonly domain?: string
  readonly modelVersion?: number
  readonly docString?: string
  readonly graph?: GraphProto
  readonly metadataProps?: readonly StringStringEntryProto[]
}

export interface GraphProto {
  readonly node?: readonly NodeProto[]
  readonly name?: string
  readonly initializer?: readonly TensorProto[]
  readonly docString?: string
  readonly input?: readonly ValueInfoProto[]
  readonly output?: readonly ValueInfoProto[]
  readonly valueInfo?: readonly ValueInfoProto[]
}

export interface NodeProto {
  readonly input?: readonly string[]
  readonly output?: readonly string[]
  readonly name?: string
  readonly opType?: string
  readonly domain?: string
  readonly attribute?: readonly AttributeProto[]
  readonly docString?: string
}

/** `type` says which field holds the value: 1 f, 2 i, 3 s, 4 t, 5 g, 6 floats, 7 ints, 8 strings. */
export interface AttributeProto {
  readonly name?: string
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly t?: TensorProto
  readonly g?: GraphProto
  readonly floats?: readonly number[]
  readonly ints?: readonly number[]
  readonly strings?: readonly Uint8Array[]
  readonly type?: number
}

/** `dataType`: 1 float32, 2 uint8, 3 int8, 5 int16, 6 int32, 7 int64, 9 bool, 10 float16, 11 float64, 16 bfloat16. */
export interface TensorProto {
  readonly dims?: readonly number[]
  readonly dataType?: number
  readonly floatData?: readonly number[]
  readonly int32Data?: readonly number[]
  readonly int64Data?: readonly number[]
  readonly name?: string
  readonly rawData?: Uint8Array
  readonly doubleData?: readonly number[]
  readonly externalData?: readonly StringStringEntryProto[]
  /** 1: the data stand in another file, which `externalData` names. */
  readonly dataLocation?: number
}

export interface ValueInfoProto {
  readonly name?: string
  readonly type?: TypeProto
}

interface TypeProto {
  readonly tensorType?: { readonly elemType?: number; readonly shape?: TensorShapeProto }
}

interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[]
}

/** An extent, or the name of one that a caller chooses. */
export interface DimensionProto {
  readonly dimValue?: number
  readonly dimParam?: string
}

interface OperatorSetIdProto {
  readonly domain?: string
  readonly version?: number
}

interface StringStringEntryProto {
  readonly key?: string
  readonly value?: string
}

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated' as const, type, id, options: { packed: false } })
const packed = (type: string, id: number) => ({ rule: 'repeated' as const, type, id, options: { packed: true } })

const messages = {
  ModelProto: {
    irVersion: one('int64', 1),
    producerName: one('string', 2),
    producerVersion: one('string', 3),
    domain: one('string', 4),
    modelVersion: one('int64', 5),
    docString: one('string', 6),
    graph: one('GraphProto', 7),
    opsetImport: many('OperatorSetIdProto', 8),
    metadataProps: many('StringStringEntryProto', 14),
  },
  GraphProto: {
    node: many('NodeProto', 1),
    name: one('string', 2),
    initializer: many('TensorProto', 5),
    docString: one('string', 10),
    input: many('ValueInfoProto', 11),
    output: many('ValueInfoProto', 12),
    valueInfo: many('ValueInfoProto', 13),
  },
  NodeProto: {
    input: many('string', 1),
    output: many('string', 2),
    name: one('string', 3),
    opType: one('string', 4),
    attribute: many('AttributeProto', 5),
    docString: one('string', 6),
    domain: one('string', 7),
  },
  AttributeProto: {
    name: one('string', 1),
    f: one('float', 2),
    i: one('int64', 3),
    s: one('bytes', 4),
    t: one('TensorProto', 5),
    g: one('GraphProto', 6),
    floats: many('float', 7),
    ints: many('int64', 8),
    strings: many('bytes', 9),
    type: one('int32', 20),
  },
  TensorProto: {
    dims: many('int64', 1),
    dataType: one('int32', 2),
    floatData: packed('float', 4),
    int32Data: packed('int32', 5),
    int64Data: packed('int64', 7),
    name: one('string', 8),
    rawData: one('bytes', 9),
    doubleData: packed('double', 10),
    externalData: many('StringStringEntryProto', 13),
    dataLocation: one('int32', 14),
  },
  ValueInfoProto: { name: one('string', 1), type: one('TypeProto', 2) },
  TypeProto: { tensorType: one('TensorTypeProto', 1) },
  TensorTypeProto: { elemType: one('int32', 1), shape: one('TensorShapeProto', 2) },
  TensorShapeProto: { dim: many('DimensionProto', 1) },
  DimensionProto: { dimValue: one('int64', 1), dimParam: one('string', 2) },
  OperatorSetIdProto: { domain: one('string', 1), version: one('int64', 2) },
  StringStringEntryProto: { key: one('string', 1), value: one('string', 2) },
}

let compiled: protobuf.Root | undefined

/**
 * Built at the first use: importing palate costs nothing. ONNX is proto2, where a field that is zero is still written:
 * checkers want the value of an attribute to be there.
 */
function messageType(name: keyof typeof messages): protobuf.Type {
  if (compiled === undefined) {
    const nested = Object.fromEntries(
      Object.entries(messages).map(([message, fields]) => [message, { edition: 'proto2', fields }]),
    )
    compiled = protobuf.Root.fromJSON({ nested })
  }
  return compiled.lookupType(name)
}

/** The bytes of an ONNX file. int64 fields are given as numbers and must be safe integers. */
export function encodeModel(model: ModelProto): Uint8Array {
  return messageType('ModelProto').encode(model).finish()
}

/** The bytes of a graph, or of a tensor, as they stand inside a file. */
export const encodeGraph = (graph: GraphProto): Uint8Array => messageType('GraphProto').encode(graph).finish()
export const encodeTensor = (tensor: TensorProto): Uint8Array => messageType('TensorProto').encode(tensor).finish()

/**
 * Reads an ONNX file. `rawData` are views of `bytes`, not copies; int64 fields become numbers.
 * @throws {FormatError} where the bytes are not a protobuf message of that kind.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  try {
    const type = messageType('ModelProto')
    return type.toObject(type.decode(bytes), { longs: Number })
  } catch (error) {
    throw new FormatError(`not an ONNX model: ${messageOf(error)}`, { cause: error })
  }
}
