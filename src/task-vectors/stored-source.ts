import { FormatError, formatShape, MissingError, type NamedTensors, sizeOf, type Tensor } from '../core/index.ts'
import { openSafetensors, type TensorFile } from '../weights/index.ts'
import { product } from './low-rank.ts'
import { readAll, type TensorSource } from './source.ts'
import { requireFinite } from './storage.ts'

type StoredFile = Pick<TensorFile, 'path' | 'tensors' | 'read'>

/**
 * The layers of a stored task vector, each restored to f32 when it is read. Names and shapes are known, and checked, from
 * the file's header alone, so that a hostile file cannot ask for more memory than its layers' shapes say.
 * @throws {FormatError} where the parts of a layer do not belong together.
 */
export function storedSource(file: StoredFile): TensorSource {
  const tensors = new Map<string, { readonly shape: readonly number[] }>()
  for (const part of file.tensors.keys()) {
    const name = part.replace(/(#left|#right)?(#scale)?$/, '')
    if (name.includes('#')) throw new FormatError(`${file.path}: ${part} is not a part of a stored layer`)
    if (!tensors.has(name)) tensors.set(name, { shape: shapeOf(file, name) })
  }
  return {
    path: file.path,
    tensors,
    read: async (name) => {
      const known = tensors.get(name)
      if (known === undefined) throw new MissingError(`${file.path}: there is no tensor ${name}`)
      const restored = await decode(file, name, known.shape)
      requireFinite(`${file.path}: ${name}`, restored.data)
      return restored
    },
  }
}

/** The inverse of `encodeVector`, in f32. @throws {FormatError} as `storedSource` does. */
export function decodeVector(file: StoredFile): Promise<NamedTensors> {
  return readAll(storedSource(file))
}

/** The same for a file by its path. */
export async function decodeStored(path: string): Promise<NamedTensors> {
  const file = await openSafetensors(path)
  try {
    return await decodeVector(file)
  } finally {
    await file.close()
  }
}

function shapeOf(file: StoredFile, name: string): readonly number[] {
  const left = file.tensors.get(`${name}#left`)
  const right = file.tensors.get(`${name}#right`)
  const whole = file.tensors.get(name)
  if (whole !== undefined && left === undefined && right === undefined) return scaledShape(file, name)
  if (whole !== undefined || left === undefined || right === undefined || file.tensors.has(`${name}#scale`)) {
    throw new FormatError(`${file.path}: ${name} is stored neither whole nor as #left and #right`)
  }
  const outer = scaledShape(file, `${name}#left`)
  const inner = scaledShape(file, `${name}#right`)
  const rank = inner[0]
  if (rank === undefined || rank < 1 || outer.at(-1) !== rank || outer.length < 2) {
    const shapes = `${formatShape(outer)} by ${formatShape(inner)}`
    throw new FormatError(`${file.path}: the factors of ${name} do not multiply: ${shapes}`)
  }
  return [...outer.slice(0, -1), ...inner.slice(1)]
}

function scaledShape(file: StoredFile, name: string): readonly number[] {
  const { shape, type } = file.tensors.get(name)!
  const scale = file.tensors.get(`${name}#scale`)
  if (scale === undefined) {
    if (type === 'I8') throw new FormatError(`${file.path}: ${name} is stored as int8 without ${name}#scale`)
    return shape
  }
  const count = sizeOf(scale.shape)
  if (count < 1 || sizeOf(shape) % count !== 0) {
    const shapes = `${formatShape(scale.shape)} for ${formatShape(shape)}`
    throw new FormatError(`${file.path}: ${name}#scale does not divide it into rows: ${shapes}`)
  }
  return shape
}

async function decode(file: StoredFile, name: string, shape: readonly number[]): Promise<Tensor> {
  if (file.tensors.has(name)) return { shape, data: await readScaled(file, name) }
  const [left, right] = [`${name}#left`, `${name}#right`]
  const rank = file.tensors.get(right)!.shape[0]!
  const leftData = await readScaled(file, left)
  const rightData = await readScaled(file, right)
  const { data } = product({
    left: { rows: leftData.length / rank, columns: rank, data: leftData },
    right: { rows: rank, columns: rightData.length / rank, data: rightData },
  })
  return { shape, data }
}

async function readScaled(file: StoredFile, name: string): Promise<Float32Array> {
  const { data: values } = await file.read(name)
  if (!file.tensors.has(`${name}#scale`)) return values
  const { data: scales } = await file.read(`${name}#scale`)
  const columns = values.length / scales.length
  const scaled = new Float32Array(values.length)
  for (const [row, scale] of scales.entries()) {
    for (let at = row * columns; at < (row + 1) * columns; at++) scaled[at] = values[at]! * scale
  }
  return scaled
}
