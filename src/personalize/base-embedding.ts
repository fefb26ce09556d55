import type { Bed } from './bed.ts'
import type { Method } from './method.ts'
import { once } from './once.ts'
import type { Table } from './ridge.ts'

/** What was rated, for those that learn from an embedding alone. */
export interface Rated {
  readonly photos: readonly number[]
  /** In deviations from their mean. */
  readonly scores: readonly number[]
}

/** What methods that learn from an embedding alone ask of a bed: another program's embedding can stand in. */
export type EmbeddedPhotos = Pick<Bed, 'photos' | 'pretrained' | 'embed'>

/**
 * A method on the base's frozen embedding, its columns standardised: no task vectors, nothing known of others. Of fewer than three ratings, or equal
 * ones, nothing is learnt: every photo gets 0.
 */
export function embeddingMethod(
  bed: EmbeddedPhotos,
  name: string,
  scoresOf: (embeddings: Table, rated: Rated) => Float64Array,
): Method {
  const table = once(async () => standardColumns(await baseEmbedding(bed)))
  return {
    name,
    async learn({ photos, scores: given }) {
      const embeddings = await table()
      const started = performance.now()
      const standard = photos.length < 3 ? undefined : standardScores(given)
      const scores =
        standard === undefined
          ? new Float64Array(embeddings.rows)
          : scoresOf(embeddings, { photos, scores: standard.values })
      return [{ label: name, scores, seconds: (performance.now() - started) / 1000 }]
    },
  }
}

/** The base's embedding of all photos of a bed, (photo, d): one pass, which all methods that need it share. */
export async function baseEmbedding(bed: EmbeddedPhotos): Promise<Table> {
  return tableOf(bed, await bed.embed(bed.pretrained, { keep: 'base-embedding' }))
}

/** What a network gives for the photos of a bed, as a table of them. */
export function tableOf({ photos }: Pick<Bed, 'photos'>, data: Float32Array): Table {
  return { rows: photos.length, columns: data.length / photos.length, data }
}

/** Columns of mean 0 and deviation 1 over all photos; no rating is looked at. */
export function standardColumns({ rows, columns, data }: Table): Table {
  const result = new Float32Array(rows * columns)
  for (let column = 0; column < columns; column++) {
    let sum = 0
    let squares = 0
    for (let row = 0; row < rows; row++) sum += data[row * columns + column]!
    const mean = sum / rows
    for (let row = 0; row < rows; row++) squares += (data[row * columns + column]! - mean) ** 2
    const deviation = Math.sqrt(squares / rows) || 1
    for (let row = 0; row < rows; row++)
      result[row * columns + column] = (data[row * columns + column]! - mean) / deviation
  }
  return { rows, columns, data: result }
}

/** Scores in deviations from their mean; undefined where all are equal. */
export function standardScores(
  scores: readonly number[],
): { readonly mean: number; readonly deviation: number; readonly values: readonly number[] } | undefined {
  // From the first one on, so that ratings on another scale round as these do.
  const origin = scores[0]!
  const steps = scores.map((value) => value - origin)
  const mean = steps.reduce((sum, value) => sum + value, 0) / steps.length
  const deviation = Math.sqrt(steps.reduce((sum, value) => sum + (value - mean) ** 2, 0) / steps.length)
  if (!(deviation > 0)) return undefined
  return { mean: origin + mean, deviation, values: steps.map((value) => (value - mean) / deviation) }
}
