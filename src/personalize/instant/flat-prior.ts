import type { Descriptors } from '../descriptor.ts'
import type { Prior, Rows } from './posterior.ts'
import { rowsOf, type TasteModel } from './taste-model.ts'

/**
 * A prior that was learnt from nobody, and rows of these photos for it. Its mean is the uniform ensemble, all database
 * scores alike, of variance 1 over the photos. How a person may differ has variance 1 too on a photo of ordinary numbers,
 * which have variance 1 each: half of it lies in the n scores, half in the m numbers of the embedding, alike in each.
 * These are the plainest amplitudes there are; no result chose them. `uninformedPrior`, for packs built without raters, needs
 * the axes' spread, which an open pack no longer knows.
 */
export function flatPrior(model: TasteModel, descriptors: Descriptors): { readonly prior: Prior; readonly rows: Rows } {
  const { databases, width } = model.shape
  const ensemble = Float64Array.from({ length: databases + width }, (_, at) => (at < databases ? 1 / databases : 0))
  const rows = rowsOf({ ...model, priorScore: ensemble }, descriptors)
  const mean = new Float64Array(rows.width)
  mean[0] = 1 / (deviationOfFirst(rows) || 1)
  const deviation = Float64Array.from(mean, (_, at) => {
    if (at === 0) return 0 // the scores' own weights move instead
    return Math.sqrt(0.5 / (at <= databases ? databases : width))
  })
  return { prior: { mean, deviation }, rows }
}

/** Deviation of the rows' first numbers over the photos. */
function deviationOfFirst({ count, width, data }: Rows): number {
  let mean = 0
  for (let photo = 0; photo < count; photo++) mean += data[photo * width]! / count
  let variance = 0
  for (let photo = 0; photo < count; photo++) variance += (data[photo * width]! - mean) ** 2 / count
  return Math.sqrt(variance)
}
