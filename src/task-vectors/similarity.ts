import { ShapeError, UsageError } from '../core/index.ts'
import { requireSameLayers, type TensorSource } from './source.ts'

/** Cosines between task vectors: (n, n), symmetric, in [-1, 1]; 0 where one of the two is zero throughout. */
export type SimilarityMatrix = readonly (readonly number[])[]

export interface Similarities {
  /** All layers concatenated into one vector: the paper's figure 4 (Sec. 5.1). */
  readonly whole: SimilarityMatrix
  /** The same for each layer alone. */
  readonly byLayer: ReadonlyMap<string, SimilarityMatrix>
}

/**
 * Cosine similarity of task vectors, with one layer of each in memory at a time and sums in double precision.
 * `layers` restricts it, to the tower's for instance; otherwise all count.
 * @throws {FormatError} where the vectors' layers differ. @throws {UsageError} without a vector.
 */
export async function similarities(
  taskVectors: readonly TensorSource[],
  options: { readonly layers?: readonly string[] } = {},
): Promise<Similarities> {
  const first = taskVectors[0]
  if (first === undefined) throw new UsageError('similarity: there is no task vector to compare')
  for (const source of taskVectors) {
    requireSameLayers({ what: source.path, found: source.tensors, expected: first.tensors })
  }
  const count = taskVectors.length
  const total = new Float64Array(count * count)
  const byLayer = new Map<string, SimilarityMatrix>()
  for (const name of options.layers ?? first.tensors.keys()) {
    const parts: Float32Array[] = []
    for (const source of taskVectors) parts.push((await source.read(name)).data)
    const products = new Float64Array(count * count) // Gram matrix of this layer, (n, n)
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const product = dot(parts[i]!, parts[j]!)
        products[i * count + j] = product
        products[j * count + i] = product
      }
    }
    products.forEach((product, at) => (total[at]! += product))
    byLayer.set(name, cosines(products, count))
  }
  return { whole: cosines(total, count), byLayer }
}

/** Figure 4: the cosine of each pair of task vectors, all layers as one vector. See `similarities`. */
export async function cosineSimilarity(
  taskVectors: readonly TensorSource[],
  options: { readonly layers?: readonly string[] } = {},
): Promise<SimilarityMatrix> {
  return (await similarities(taskVectors, options)).whole
}

function cosines(products: Float64Array, count: number): number[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => {
      const norms = Math.sqrt(products[i * count + i]!) * Math.sqrt(products[j * count + j]!)
      if (norms === 0) return 0
      return i === j ? 1 : Math.max(-1, Math.min(1, products[i * count + j]! / norms))
    }),
  )
}

/** Sum of a * b in double precision. */
function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new ShapeError(`similarity: ${a.length} numbers against ${b.length}`)
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
