/** How a tensor's elements lie in a storage: its first element, and the step along each axis, in elements. */
interface StridedView {
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** Strides of a dense row-major array: `(2, 3, 4) -> (12, 4, 1)`. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides: number[] = Array.from({ length: shape.length }, () => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

/**
 * The elements of a view in row-major order, as bytes. `bytes` is the whole storage, aligned to `size`, the bytes of one
 * element; the view must lie within it.
 */
export function gatherStrided(bytes: Uint8Array, size: number, view: StridedView): Uint8Array {
  switch (size) {
    case 1:
      return gather(bytes, view, (count) => new Uint8Array(count))
    case 2:
      return gather(new Uint16Array(bytes.buffer, bytes.byteOffset), view, (count) => new Uint16Array(count))
    case 4:
      return gather(new Uint32Array(bytes.buffer, bytes.byteOffset), view, (count) => new Uint32Array(count))
    default:
      return gather(new BigUint64Array(bytes.buffer, bytes.byteOffset), view, (count) => new BigUint64Array(count))
  }
}

function gather<T extends Uint8Array | Uint16Array | Uint32Array | BigUint64Array>(
  source: T,
  { offset, shape, strides }: StridedView,
  allocate: (count: number) => T,
): Uint8Array {
  const result = allocate(shape.reduce((product, extent) => product * extent, 1))
  const index = shape.map(() => 0)
  let from = offset
  for (let to = 0; to < result.length; to++) {
    result[to] = source[from]!
    // Counts up like an odometer: the last axis turns fastest.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return new Uint8Array(result.buffer, result.byteOffset, result.byteLength)
}
