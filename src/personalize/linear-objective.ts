import type { Bed } from './bed.ts'
import { frozenLayers, type Objective } from './coefficients.ts'
import { batchFeeds, lossOf } from './losses.ts'
import type { PaperSettings } from './settings.ts'
import type { Support } from './support.ts'
import type { TangentRows } from './tangent.ts'

/**
 * The same loss through the network linearised at uniform coefficients: no network runs. `paper-linear`, which carries
 * the wide tables; never passed off as the paper's method.
 */
export async function linearObjective(
  bed: Bed,
  options: { readonly support: Support; readonly settings: PaperSettings },
): Promise<Objective> {
  const { support, settings } = options
  const tangent = await bed.tangent()
  const layers = bed.pack.layers.length
  const databases = bed.pack.databases.length
  return {
    layers,
    databases,
    frozen: frozenLayers(layers, settings),
    async at(coefficients, { positions }) {
      const photos = positions.map((position) => support.photos[position]!)
      const scores = photos.map((photo) => linearScore(tangent, coefficients, { photo, databases }))
      const { loss, gradient: slopes } = lossOf(settings.loss, scores, batchFeeds(support, positions, settings))
      const gradient = new Float32Array(coefficients.length)
      photos.forEach((photo, index) => {
        const slope = slopes[index]!
        if (slope === 0) return
        const row = photo * (tangent.width + 1) + 1
        for (let at = 0; at < gradient.length; at++) gradient[at]! += slope * tangent.table[row + at]!
      })
      return { loss, gradient }
    },
  }
}

/** Scores of all photos at given coefficients, linearised: (photo). */
export function linearScores(tangent: TangentRows, coefficients: Float32Array, databases: number): Float32Array {
  const photos = tangent.table.length / (tangent.width + 1)
  return Float32Array.from({ length: photos }, (_, photo) => linearScore(tangent, coefficients, { photo, databases }))
}

function linearScore(
  { table, width }: TangentRows,
  coefficients: Float32Array,
  { photo, databases }: { readonly photo: number; readonly databases: number },
): number {
  const start = photo * (width + 1)
  const uniform = 1 / databases
  let total = table[start]!
  for (let at = 0; at < width; at++) total += table[start + 1 + at]! * (coefficients[at]! - uniform)
  return total
}
