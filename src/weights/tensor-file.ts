import { bfloatToFloat, FormatError, halfToFloat, MissingError, type Tensor } from '../core/index.ts'

/** How numbers are stored, under safetensors' names. `BF16` is the upper half of a float32. */
export type StoredType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I8' | 'I16' | 'I32' | 'I64' | 'U8' | 'BOOL'

export const bytesOf: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I8: 1,
  I16: 2,
  I32: 4,
  I64: 8,
  U8: 1,
  BOOL: 1,
}

export interface TensorInfo {
  readonly name: string
  readonly shape: readonly number[]
  readonly type: StoredType
}

/** A file of named tensors, open for reading one tensor at a time: a file larger than the memory is no obstacle. */
export interface TensorFile {
  readonly path: string
  /** Text that the file carries beside its tensors. */
  readonly metadata: Readonly<Record<string, string>>
  /** What is in the file, in the file's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /** A tensor converted to float32. @throws {MissingError} where there is none of that name. */
  read(name: string): Promise<Tensor>
  /** A tensor's numbers as they are stored: row-major, little-endian. @throws {MissingError} as `read`. */
  readBytes(name: string): Promise<Uint8Array>
  close(): Promise<void>
}

/**
 * Stored little-endian numbers as float32. F32 is a view of `bytes`, not a copy, where these are aligned. The typed arrays
 * below are little-endian on every platform that Node's own builds exist for, bar mainframes.
 */
export function toFloat32(bytes: Uint8Array, type: StoredType): Float32Array {
  const count = bytes.byteLength / bytesOf[type]
  const aligned = bytes.byteOffset % bytesOf[type] === 0 ? bytes : new Uint8Array(bytes)
  const { buffer, byteOffset } = aligned
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, count)
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, count))
    case 'F16':
      return halfToFloat(new Uint16Array(buffer, byteOffset, count))
    case 'BF16':
      return bfloatToFloat(new Uint16Array(buffer, byteOffset, count))
    case 'I8':
      return Float32Array.from(new Int8Array(buffer, byteOffset, count))
    case 'I16':
      return Float32Array.from(new Int16Array(buffer, byteOffset, count))
    case 'I32':
      return Float32Array.from(new Int32Array(buffer, byteOffset, count))
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, count), Number)
    case 'U8':
    case 'BOOL':
      return Float32Array.from(aligned)
  }
}

/** The parts of a TensorFile that differ by format; the rest is the same for all. */
export function tensorFile(parts: {
  readonly path: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, TensorInfo>
  readonly readBytes: (name: string) => Promise<Uint8Array>
  readonly close: () => Promise<void>
}): TensorFile {
  const { path, tensors } = parts
  const infoOf = (name: string): TensorInfo => {
    const info = tensors.get(name)
    if (info === undefined) throw new MissingError(`${path} has no tensor called ${name}`)
    return info
  }
  return {
    path,
    metadata: parts.metadata ?? {},
    tensors,
    async readBytes(name) {
      infoOf(name)
      return parts.readBytes(name)
    },
    async read(name) {
      const { shape, type } = infoOf(name)
      return { shape, data: toFloat32(await parts.readBytes(name), type) }
    },
    close: parts.close,
  }
}

/** A stored size must follow from the shape. @throws {FormatError} naming file and tensor. */
export function requireByteLength(path: string, info: TensorInfo, got: number): void {
  const expected = info.shape.reduce((product, extent) => product * extent, bytesOf[info.type])
  if (expected === got) return
  throw new FormatError(
    `${path}: tensor ${info.name} (${info.type} of shape ${info.shape.join(' x ') || 'scalar'}) needs ${expected} bytes, ` +
      `but the file gives it ${got}; get the file again`,
  )
}
