import { MissingError, sizeOf } from '../core/index.ts'
import { add, combine, input, reshape, type ElementType, type Feeds, type Value } from '../graph/index.ts'
import type { Layer } from './layers.ts'
import type { Parameters } from './tower.ts'

/** Layers as graph inputs under their own names. */
export function inputParameters(layers: readonly Layer[]): {
  readonly parameters: Parameters
  readonly inputs: readonly Value[]
} {
  const values = new Map(layers.map((layer) => [layer.name, input(layer.name, layer.shape)]))
  return { parameters: lookUp(values), inputs: [...values.values()] }
}

/** Names under which a layer's parts are fed to a graph that merges task vectors. */
export const mergeNames = {
  base: (layer: string): string => `base ${layer}`,
  coefficients: (layer: string): string => `alpha ${layer}`,
  vectors: (layer: string): string => `tau ${layer}`,
  /** Float16 vectors are fed twice (see `combine`). */
  vectorsAgain: (layer: string): string => `tau again ${layer}`,
} as const

/**
 * Layers merged inside the graph: theta^l = theta_pre^l + sum_i alpha_i^l tau_i^l (Eq. 2). Every layer has the inputs
 * base (its shape), alpha (1, n) and tau (n, size), named by `mergeNames`.
 */
export function mergedParameters(
  layers: readonly Layer[],
  options: { readonly vectors: number; readonly type: ElementType },
): { readonly parameters: Parameters; readonly coefficients: readonly Value[] } {
  const coefficients: Value[] = []
  const values = new Map<string, Value>()
  for (const { name, shape } of layers) {
    const stacked = [options.vectors, sizeOf(shape)]
    const alpha = input(mergeNames.coefficients(name), [1, options.vectors])
    const vectors = input(mergeNames.vectors(name), stacked, options.type)
    const again = options.type === 'float16' ? input(mergeNames.vectorsAgain(name), stacked, 'float16') : vectors
    coefficients.push(alpha)
    values.set(name, add(input(mergeNames.base(name), shape), reshape(combine(alpha, vectors, again), shape)))
  }
  return { parameters: lookUp(values), coefficients }
}

/** One layer of all n vectors, one after the other: (n, size). Float16 as bits. */
export type StackedVectors = ReadonlyMap<string, Float32Array | Uint16Array>

/** What to bind for a graph of `mergedParameters`: everything but the coefficients. */
export function mergeFeeds(
  layers: readonly Layer[],
  base: ReadonlyMap<string, Float32Array>,
  vectors: StackedVectors,
): Feeds {
  const feeds: Record<string, Float32Array | Uint16Array> = {}
  for (const { name } of layers) {
    const stacked = vectors.get(name)
    const pretrained = base.get(name)
    if (stacked === undefined || pretrained === undefined)
      throw new MissingError(`merge: layer ${name} has no ${stacked === undefined ? 'task vectors' : 'base'}`)
    feeds[mergeNames.base(name)] = pretrained
    feeds[mergeNames.vectors(name)] = stacked
    if (stacked instanceof Uint16Array) feeds[mergeNames.vectorsAgain(name)] = stacked
  }
  return feeds
}

function lookUp(values: ReadonlyMap<string, Value>): Parameters {
  return (layer) => {
    const value = values.get(layer)
    if (value === undefined) throw new MissingError(`model: there is no layer called ${layer}`)
    return value
  }
}
