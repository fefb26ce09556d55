import { Matrix } from 'ml-matrix'
import { baseEmbedding, standardColumns, standardScores, tableOf, type EmbeddedPhotos } from './base-embedding.ts'
import type { Bed } from './bed.ts'
import { requireReadOut, trunkParameters } from './describe.ts'
import { tasteModelOf } from './instant/pack-model.ts'
import { rowsOf } from './instant/taste-model.ts'
import { kernelRidge } from './kernel-ridge.ts'
import type { Method } from './method.ts'
import { once } from './once.ts'
import type { Table } from './ridge.ts'
import type { Support } from './support.ts'

/** Strengths of the ridge, in units of the embedding's variance; the last says nothing but the starting score. */
const PENALTIES = [0.1, 0.3, 1, 3, 10, 30, 100, Infinity] as const

/** Ridge regression of one person's scores on the base's frozen embedding: no task vectors, no prior. */
export function ridgeMethod(bed: EmbeddedPhotos): Method {
  const table = once(async () => standardColumns(await baseEmbedding(bed)))
  return {
    name: 'ridge',
    async learn(support) {
      const embeddings = await table()
      const started = performance.now()
      const scores = residualRidge(embeddings, {
        support,
        start: new Float64Array(bed.photos.length),
        penalties: PENALTIES.slice(0, -1),
      })
      return [{ label: 'ridge', scores, seconds: (performance.now() - started) / 1000 }]
    },
  }
}

/**
 * Ridge regression of what the pack's score without ratings leaves unexplained, on the trunk's embedding: the baseline of
 * "What Do Vision-Language Models Encode for Personalized Image Aesthetics Assessment?" (ACL Findings 2026).
 */
export function residualRidgeMethod(bed: Bed): Method {
  const inputs = once(async () => {
    const readOut = await requireReadOut(bed.pack)
    const embeddings = await bed.embed(await trunkParameters(bed.pack, bed.pretrained, readOut))
    const rows = rowsOf(tasteModelOf(bed.pack, readOut), await bed.descriptors())
    const start = Float64Array.from({ length: rows.count }, (_, photo) => rows.data[photo * rows.width]!)
    return { start, embeddings: standardColumns(tableOf(bed, embeddings)) }
  })
  return {
    name: 'residual-ridge',
    async learn(support) {
      const { start, embeddings } = await inputs()
      const started = performance.now()
      const scores = residualRidge(embeddings, { support, start, penalties: PENALTIES })
      return [{ label: 'residual-ridge', scores, seconds: (performance.now() - started) / 1000 }]
    },
  }
}

/**
 * start + ridge(residual): the scores are standardised, regressed on `start` (slope at least .1), and the rest on the embedding, in
 * kernel form. The strength is the one with the least squared error when each rating is left out in turn (closed form).
 */
function residualRidge(
  embeddings: Table,
  options: { readonly support: Support; readonly start: Float64Array; readonly penalties: readonly number[] },
): Float64Array {
  const { support, start, penalties } = options
  const shots = support.photos.length
  const given = standardScores(support.scores)
  if (shots < 3 || given === undefined) return start
  const starts = standardScores(support.photos.map((photo) => start[photo]!))
  // A few odd ratings must not throw away the order that there is without them.
  const slope = starts === undefined ? 0 : Math.max(0.1, dot(starts.values, given.values) / shots)
  const residual = given.values.map((value, at) => value - slope * (starts?.values[at] ?? 0))
  const kernel = (a: number, b: number): number => {
    let sum = 0
    for (let at = 0; at < embeddings.columns; at++)
      sum += embeddings.data[a * embeddings.columns + at]! * embeddings.data[b * embeddings.columns + at]!
    return sum / embeddings.columns
  }
  const gram = new Matrix(support.photos.map((a) => support.photos.map((b) => kernel(a, b))))
  const dualOf = kernelRidge(gram, residual)
  // Penalties are for each rating, so that their meaning does not hang on how many there are.
  const attempts = penalties.map((penalty) => dualOf(penalty * shots * 0.1))
  const { dual } = attempts.reduce((best, each) => (each.error < best.error ? each : best))
  return start.map((value, photo) => {
    const own = slope * ((value - (starts?.mean ?? 0)) / (starts?.deviation ?? 1))
    return (
      own + support.photos.reduce((sum, rated, at) => sum + (dual[at] === 0 ? 0 : dual[at]! * kernel(photo, rated)), 0)
    )
  })
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0)
}
