import type { Bed } from './bed.ts'
import type { Method } from './method.ts'
import { adaptiveWeights, relevanceOf } from './relevance.ts'

/**
 * The merged network without any training: alpha_i^l = softmax(SROCC_i / T) in every layer, head included (Eq. 6).
 * T = Infinity is the same network for everybody, which is scored once.
 */
export function mergeMethod(bed: Bed, options: { readonly name: string; readonly temperature: number }): Method {
  let shared: Promise<Float32Array> | undefined
  return {
    name: options.name,
    async learn(support) {
      const started = performance.now()
      const weights = adaptiveWeights(await relevanceOf(bed, support), options.temperature)
      const databases = weights.length
      const layers = bed.pack.layers.length
      const coefficients = {
        layers,
        databases,
        data: Float32Array.from({ length: layers * databases }, (_, at) => weights[at % databases]!),
      }
      const compute = async (): Promise<Float32Array> => bed.score(await bed.merged(coefficients))
      const scores = options.temperature === Infinity ? (shared ??= compute()) : compute()
      return [
        { label: options.name, scores: await scores, seconds: (performance.now() - started) / 1000, coefficients },
      ]
    },
  }
}
