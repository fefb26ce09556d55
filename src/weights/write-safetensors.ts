import {
  floatToBfloat,
  floatToHalf,
  formatShape,
  ShapeError,
  sizeOf,
  UsageError,
  writeFileAtomic,
} from '../core/index.ts'
import { bytesOf } from './tensor-file.ts'

/** Numbers to store: float32 (converted where `type` is F16 or BF16), 16-bit floats as their bits, or int8. */
export type StoredData = Float32Array | Uint16Array | Int8Array

export interface TensorToWrite {
  readonly name: string
  readonly shape: readonly number[]
  readonly type: 'F32' | 'F16' | 'BF16' | 'I8'
  /** The numbers, or a function called once when their turn comes, so that only one tensor is in memory. */
  readonly data: StoredData | (() => Promise<StoredData> | StoredData)
}

/**
 * Writes a safetensors file, whole or not at all. The header keeps the order of `tensors`; their bytes are laid out widest
 * type first, so that every tensor is aligned for readers that map the file into memory.
 * @throws {ShapeError} where data and shape differ. @throws {UsageError} where a name comes twice.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  options: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const layout = [...tensors].sort((a, b) => bytesOf[b.type] - bytesOf[a.type])
  const header = headerOf(path, tensors, layout, options.metadata)
  await writeFileAtomic(path, async (file) => {
    await file.appendFile(header)
    for (const tensor of layout) {
      const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data
      await file.appendFile(toBytes(tensor, data))
    }
  })
}

function headerOf(
  path: string,
  tensors: readonly TensorToWrite[],
  layout: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const offsets = new Map<TensorToWrite, readonly [number, number]>()
  let reached = 0
  for (const tensor of layout) {
    const end = reached + sizeOf(tensor.shape) * bytesOf[tensor.type]
    offsets.set(tensor, [reached, end])
    reached = end
  }
  const entries = new Map<string, unknown>()
  if (metadata !== undefined) entries.set('__metadata__', metadata)
  for (const tensor of tensors) {
    if (entries.has(tensor.name)) throw new UsageError(`${path}: two tensors to write are called ${tensor.name}`)
    entries.set(tensor.name, { dtype: tensor.type, shape: tensor.shape, data_offsets: offsets.get(tensor) })
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const padded = Math.ceil(json.length / 8) * 8
  const header = new Uint8Array(8 + padded).fill(0x20) // the format pads with spaces
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true)
  header.set(json, 8)
  return header
}

function toBytes(tensor: TensorToWrite, data: StoredData): Uint8Array {
  if (data.length !== sizeOf(tensor.shape)) {
    throw new ShapeError(
      `tensor ${tensor.name}: shape ${formatShape(tensor.shape)} does not hold ${data.length} numbers`,
    )
  }
  const stored = convert(tensor, data)
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength)
}

function convert({ name, type }: TensorToWrite, data: StoredData): StoredData {
  if (type === 'F32' && data instanceof Float32Array) return data
  if (type === 'I8' && data instanceof Int8Array) return data
  if (type === 'F16' || type === 'BF16') {
    if (data instanceof Uint16Array) return data
    if (data instanceof Float32Array) return type === 'F16' ? floatToHalf(data) : floatToBfloat(data)
  }
  throw new ShapeError(`tensor ${name}: cannot store a ${data.constructor.name} as ${type}`)
}
