import { PalateError } from '../core/index.ts'
import { encodeGraph, encodeModel, encodeTensor, type ModelProto, type TensorProto } from './onnx-proto.ts'

/** Protobuf's limit for one message, and so for an ONNX file that holds its own weights. */
const LARGEST = 2 ** 31 - 1

// Numbers of the fields that are written here by hand (onnx.proto).
const MODEL_GRAPH = 7
const GRAPH_INITIALIZER = 5
const TENSOR_RAW_DATA = 9

/** The bytes of an ONNX file in pieces, weights as they lie in memory: encoding at once would hold them three times. */
export interface OnnxChunks {
  /** Of all chunks together. */
  readonly bytes: number
  readonly chunks: readonly Uint8Array[]
}

/** @throws {PalateError} where the file would be larger than an ONNX file can be, 2 GB. */
export function onnxChunks(model: ModelProto): OnnxChunks {
  const { graph = {}, ...rest } = model
  const { initializer = [], ...skeleton } = graph
  const inside = [encodeGraph(skeleton), ...initializer.flatMap(tensorChunks)]
  const chunks = [encodeModel(rest), ...enclosed(MODEL_GRAPH, inside)]
  const bytes = lengthOf(chunks)
  if (bytes > LARGEST) {
    throw new PalateError(
      `the network takes ${(bytes / 1e9).toFixed(1)} GB as ONNX and such a file holds at most 2 GB; ` +
        'export it in int8, or its weights as safetensors',
    )
  }
  return { bytes, chunks }
}

function tensorChunks({ rawData, ...head }: TensorProto): Uint8Array[] {
  const data = rawData === undefined ? [] : enclosed(TENSOR_RAW_DATA, [rawData])
  return enclosed(GRAPH_INITIALIZER, [encodeTensor(head), ...data])
}

/** A field of bytes: its number with wire type 2, the length, the content. */
function enclosed(field: number, content: readonly Uint8Array[]): Uint8Array[] {
  return [Uint8Array.from([...varint(field * 8 + 2), ...varint(lengthOf(content))]), ...content]
}

/** Seven bits a byte, lowest first; all bytes but the last have the top bit set. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return [...bytes, rest]
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((total, chunk) => total + chunk.byteLength, 0)
}
