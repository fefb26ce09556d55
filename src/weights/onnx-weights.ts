import { readFile } from 'node:fs/promises'
import { FormatError, messageOf, MissingError, reasonOf } from '../core/index.ts'
import { decodeModel, type NodeProto, type TensorProto } from '../graph/index.ts'
import { requireByteLength, type StoredType, tensorFile, type TensorFile, type TensorInfo } from './tensor-file.ts'

/** An ONNX file's initializers, with the nodes that use them: exporters rename weights, and only their use tells them apart. */
export interface OnnxWeights extends TensorFile {
  readonly nodes: readonly NodeProto[]
}

const storedTypes: Readonly<Record<number, StoredType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  16: 'BF16',
}

/**
 * Opens the initializers of an ONNX model under their stored names. The file is read whole: protobuf has no directory, and
 * bounds a message to 2 GB.
 * @throws {FormatError} where it is not ONNX, or where a tensor is of another type or stands in another file.
 */
export async function openOnnxWeights(path: string): Promise<OnnxWeights> {
  const graph = decode(path, await readWhole(path)).graph
  const tensors = new Map<string, TensorInfo & { readonly proto: TensorProto }>()
  for (const proto of graph?.initializer ?? []) {
    const info = describe(path, proto)
    if (tensors.has(info.name)) throw new FormatError(`${path}: two initializers are called ${info.name}`)
    if (proto.rawData !== undefined) requireByteLength(path, info, proto.rawData.byteLength)
    tensors.set(info.name, { ...info, proto })
  }
  const file = tensorFile({
    path,
    tensors,
    async readBytes(name) {
      const { proto, ...info } = tensors.get(name)!
      const bytes = bytesOfProto(proto, info.type)
      requireByteLength(path, info, bytes.byteLength)
      return bytes
    },
    close: async () => tensors.clear(),
  })
  return { ...file, nodes: graph?.node ?? [] }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

function decode(path: string, bytes: Uint8Array) {
  try {
    return decodeModel(bytes)
  } catch (error) {
    throw new FormatError(`${path}: ${messageOf(error)}`, { cause: error })
  }
}

function describe(path: string, proto: TensorProto): TensorInfo {
  const name = proto.name ?? ''
  const type = storedTypes[proto.dataType ?? 0]
  if (type === undefined)
    throw new FormatError(`${path}: initializer ${name} has data type ${proto.dataType}, which is not read`)
  if (proto.dataLocation === 1) {
    throw new FormatError(`${path}: initializer ${name} stands in another file; export the model as a single file`)
  }
  const shape = proto.dims ?? []
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw new FormatError(`${path}: initializer ${name} has the impossible shape (${shape.join(', ')})`)
  }
  return { name, shape, type }
}

/** A copy in memory of its own: raw data, else the list of numbers that the type is kept in. */
function bytesOfProto(proto: TensorProto, type: StoredType): Uint8Array {
  if (proto.rawData !== undefined) return new Uint8Array(proto.rawData)
  const small = proto.int32Data ?? []
  const typed = (() => {
    switch (type) {
      case 'F32':
        return Float32Array.from(proto.floatData ?? [])
      case 'F64':
        return Float64Array.from(proto.doubleData ?? [])
      case 'I64':
        return BigInt64Array.from(proto.int64Data ?? [], BigInt)
      case 'I32':
        return Int32Array.from(small)
      case 'F16':
      case 'BF16':
      case 'I16':
        return Uint16Array.from(small)
      default:
        return Uint8Array.from(small)
    }
  })()
  return new Uint8Array(typed.buffer)
}
