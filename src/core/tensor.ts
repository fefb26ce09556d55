import { ShapeError } from './errors.ts'

/** A dense row-major array of 32-bit floats. Tensors are values: nothing changes one in place unless its name ends in `Into`. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Parameters of a network by name, in the order of its layers. */
export type NamedTensors = ReadonlyMap<string, Tensor>

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** @throws {ShapeError} unless `data` has exactly as many elements as `shape`. */
export function tensor(shape: readonly number[], data: Float32Array | readonly number[]): Tensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data)
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError(`tensor: shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers, got ${values.length}`)
  }
  return { shape: [...shape], data: values }
}

export function zeros(shape: readonly number[]): Tensor {
  return { shape: [...shape], data: new Float32Array(sizeOf(shape)) }
}

/** `(2, 3)`: how shapes stand in messages and comments. */
export function formatShape(shape: readonly number[]): string {
  return `(${shape.join(', ')})`
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis])
}
