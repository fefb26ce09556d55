import { z } from 'zod'
import {
  bfloatToFloat,
  createRandom,
  floatToBfloat,
  floatToHalf,
  FormatError,
  halfToFloat,
  type NamedTensors,
  sizeOf,
  type Tensor,
} from '../core/index.ts'
import type { TensorToWrite } from '../weights/index.ts'
import { lowRank, product } from './low-rank.ts'
import type { TensorSource } from './source.ts'

/**
 * How the numbers of a task vector are stored.
 * - `f32`: as they are, 4 bytes a number.
 * - `f16`: 2 bytes a number, relative error about 2e-4 however small the differences are.
 * - `int8`: matrices at 1 byte a number and a scale a row, relative error about 1e-2; biases as f16.
 * - `low-rank`: matrices as a product of two thin ones, which costs most where training changed a layer in many
 *   directions; what would not become smaller that way is kept as f16.
 */
export const storageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('f32') }),
  z.strictObject({ kind: z.literal('f16') }),
  z.strictObject({ kind: z.literal('int8') }),
  z.strictObject({
    kind: z.literal('low-rank'),
    rank: z.int().min(1).max(1024),
    /** How the two factors are stored; `int8` halves the size once more. */
    factors: z.enum(['f16', 'int8']),
  }),
])
export type Storage = z.output<typeof storageSchema>

/** What storing a vector costs. */
export interface StorageCost {
  /** |tau - stored| / |tau|, all layers as one vector; 0 for a vector of zeros. */
  readonly relativeError: number
  /** Bytes of numbers in the file, without its header. */
  readonly bytes: number
}

/** A stored vector: what `writeSafetensors` takes, and what it costs. */
export interface EncodedVector {
  readonly tensors: readonly TensorToWrite[]
  readonly cost: StorageCost
}

/**
 * The tensors that hold a task vector in a file: `NAME`, with `NAME#scale` where it is to be multiplied, or else
 * `NAME#left` and `NAME#right`, whose product it is. `decodeVector` is the inverse. The same seed gives the same bits.
 * @throws {FormatError} where a layer holds a value that is not finite.
 */
export function encodeVector(
  vector: NamedTensors,
  storage: Storage,
  options: { readonly seed?: number } = {},
): EncodedVector {
  const encoder = createEncoder(storage, options.seed ?? 0)
  for (const [name, tensor] of vector) encoder.add(name, tensor)
  return encoder.finish()
}

/** The same for a vector that is read layer by layer; only its stored form is held in memory. */
export async function encodeSource(
  source: TensorSource,
  storage: Storage,
  options: { readonly seed?: number } = {},
): Promise<EncodedVector> {
  const encoder = createEncoder(storage, options.seed ?? 0)
  for (const name of source.tensors.keys()) encoder.add(name, await source.read(name))
  return encoder.finish()
}

function createEncoder(storage: Storage, seed: number) {
  const tensors: TensorToWrite[] = []
  let error = 0
  let size = 0
  return {
    add(name: string, tensor: Tensor): void {
      requireFinite(name, tensor.data)
      const { parts, restored } = encodeTensor(name, tensor, storage, seed)
      tensors.push(...parts)
      for (let at = 0; at < restored.length; at++) {
        const value = tensor.data[at]!
        error += (value - restored[at]!) ** 2
        size += value ** 2
      }
    },
    finish(): EncodedVector {
      const bytes = tensors.reduce((sum, part) => sum + sizeOf(part.shape) * bytesPerNumber[part.type], 0)
      return { tensors, cost: { relativeError: size === 0 ? 0 : Math.sqrt(error / size), bytes } }
    },
  }
}

/** @throws {FormatError} naming the layer, unless every value is finite. */
export function requireFinite(name: string, data: Float32Array): void {
  for (let at = 0; at < data.length; at++) {
    if (!Number.isFinite(data[at])) {
      throw new FormatError(`${name} holds ${data[at]} at position ${at}; every value must be a finite number`)
    }
  }
}

/** A tensor in its stored parts, and the numbers that reading them gives. */
interface Encoded {
  readonly parts: readonly TensorToWrite[]
  readonly restored: Float32Array
}

const bytesPerNumber = { F32: 4, F16: 2, BF16: 2, I8: 1 } as const

function encodeTensor(name: string, tensor: Tensor, storage: Storage, seed: number): Encoded {
  switch (storage.kind) {
    case 'f32':
      return {
        parts: [{ name, shape: tensor.shape, type: 'F32', data: tensor.data }],
        restored: tensor.data,
      }
    case 'f16':
      return encodeHalf(name, tensor)
    case 'int8':
      return matrixShape(tensor.shape) === undefined ? encodeHalf(name, tensor) : encodeRows(name, tensor)
    case 'low-rank':
      return encodeLowRank(name, tensor, { ...storage, seed })
  }
}

/**
 * A task vector's values can be so small that binary16 would keep a few bits of them (below 6e-5 it gets coarse). Where
 * the largest is out of the comfortable range, all are divided by a power of two, which loses nothing.
 */
function encodeHalf(name: string, { shape, data }: Tensor): Encoded {
  const largest = largestOf(data, 0, data.length)
  const comfortable = largest === 0 || (largest >= 2 ** -10 && largest < 2 ** 15)
  const scale = comfortable ? 1 : 2 ** Math.max(-126, Math.floor(Math.log2(largest)))
  const halves = floatToHalf(comfortable ? data : data.map((value) => value / scale))
  const parts: TensorToWrite[] = [{ name, shape, type: 'F16', data: halves }]
  if (!comfortable) {
    parts.push({
      name: `${name}#scale`,
      shape: [1],
      type: 'BF16',
      data: Float32Array.of(scale),
    })
  }
  return { parts, restored: halfToFloat(halves).map((value) => value * scale) }
}

/** Symmetric int8 with a scale for each row. */
function encodeRows(name: string, { shape, data }: Tensor): Encoded {
  const { rows, columns, leading } = matrixShape(shape) ?? {
    rows: 1,
    columns: data.length,
    leading: [1],
  }
  const scales = new Float32Array(rows)
  const quantised = new Int8Array(data.length)
  const restored = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    const scale = roundedUp(largestOf(data, start, start + columns) / 127)
    scales[row] = scale
    if (scale === 0) continue
    for (let at = start; at < start + columns; at++) {
      quantised[at] = Math.round(data[at]! / scale)
      restored[at] = quantised[at]! * scale
    }
  }
  const parts: TensorToWrite[] = [
    { name, shape, type: 'I8', data: quantised },
    // bfloat16 has the range of f32, so that a scale is never zero by underflow; its 8 bits are enough when the numbers
    // are divided by the rounded scale.
    { name: `${name}#scale`, shape: [sizeOf(leading)], type: 'BF16', data: scales },
  ]
  return { parts, restored }
}

function encodeLowRank(
  name: string,
  tensor: Tensor,
  options: { readonly rank: number; readonly factors: 'f16' | 'int8'; readonly seed: number },
): Encoded {
  const shape = matrixShape(tensor.shape)
  const perNumber = options.factors === 'f16' ? 2 : 1
  if (shape === undefined || options.rank * (shape.rows + shape.columns) * perNumber >= tensor.data.length * 2) {
    return encodeHalf(name, tensor)
  }
  const { rows, columns, leading, trailing } = shape
  // A stream of its own for each layer: the same bits whichever layers stand before it.
  const random = createRandom(`${options.seed}/low-rank/${name}`)
  const { left, right } = lowRank({ rows, columns, data: tensor.data }, { rank: options.rank, random })
  const encodeFactor = options.factors === 'f16' ? encodeHalf : encodeRows
  const encodedLeft = encodeFactor(`${name}#left`, {
    shape: [...leading, left.columns],
    data: left.data,
  })
  const encodedRight = encodeFactor(`${name}#right`, {
    shape: [right.rows, ...trailing],
    data: right.data,
  })
  const restored = product({
    left: { ...left, data: encodedLeft.restored },
    right: { ...right, data: encodedRight.restored },
  })
  return { parts: [...encodedLeft.parts, ...encodedRight.parts], restored: restored.data }
}

/**
 * A tensor as a matrix: its first axis longer than 1 by the rest, so that (1, 101, 384) is (101, 384) and a patch
 * convolution (384, 3, 14, 14) is (384, 588). Undefined for what is a vector.
 */
function matrixShape(shape: readonly number[]) {
  const first = shape.findIndex((extent) => extent > 1)
  const leading = shape.slice(0, first + 1)
  const trailing = shape.slice(first + 1)
  const rows = sizeOf(leading)
  const columns = sizeOf(trailing)
  return first < 0 || columns <= 1 ? undefined : { rows, columns, leading, trailing }
}

function largestOf(data: Float32Array, start: number, end: number): number {
  let largest = 0
  for (let at = start; at < end; at++) largest = Math.max(largest, Math.abs(data[at]!))
  return largest
}

/** The next bfloat16 that is not smaller, for a value >= 0: quantised values then never pass 127. */
function roundedUp(value: number): number {
  const bits = floatToBfloat(Float32Array.of(value))
  const rounded = bfloatToFloat(bits)[0]!
  return rounded >= value ? rounded : bfloatToFloat(Uint16Array.of(bits[0]! + 1))[0]!
}
