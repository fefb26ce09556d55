import { UsageError } from '../core/index.ts'
import { baseEmbedding } from './base-embedding.ts'
import type { Bed } from './bed.ts'
import { descriptorsOf, requireReadOut } from './describe.ts'
import { standardised } from './distil-read-out.ts'
import { EMBEDDING_STEPS } from './descriptor.ts'
import type { Evidence } from './instant/evidence.ts'
import { flatPrior } from './instant/flat-prior.ts'
import { rowsOfNumbers } from './instant/learn-prior.ts'
import { priorOf, tasteModelOf } from './instant/pack-model.ts'
import { fitPosterior, predict, type Prior, type Rows } from './instant/posterior.ts'
import { rowsOf } from './instant/taste-model.ts'
import type { Method } from './method.ts'
import { once } from './once.ts'
import { applyAffine } from './ridge.ts'

/** What the pack thinks that people in general like, whatever was rated: `instant` at K = 0. */
export function priorMethod(bed: Bed): Method {
  const scores = once(async () => {
    const { prior, rows } = await instantTable(bed)
    const { weights } = fitPosterior({ prior, rows, evidence: [] })
    return Float64Array.from({ length: rows.count }, (_, photo) => scoreOf(weights, rows, photo))
  })
  return { name: 'prior', learn: async () => [{ label: 'prior', scores: await scores(), seconds: 0 }] }
}

/**
 * A taste at once: the posterior over a few dozen weights of each photo's descriptor (`instant/posterior.ts`), starting
 * from what the pack knows of people in general.
 */
export function instantMethod(bed: Bed): Method {
  return posteriorMethod(
    'instant',
    once(() => instantTable(bed)),
  )
}

/** The same on exact descriptors, whose database scores the n models give themselves: what one pass of the trunk costs. */
export function instantExactMethod(bed: Bed): Method {
  const table = once(async () => {
    const readOut = await requireReadOut(bed.pack)
    const model = tasteModelOf(bed.pack, readOut)
    const fast = await bed.descriptors()
    const scores = { rows: fast.photos, columns: fast.databases, data: await bed.databaseScores() }
    return {
      prior: model.prior,
      rows: rowsOf(model, { ...fast, scores: standardised(scores, readOut.exact).data }),
      caution: model.settings.caution,
    }
  })
  return posteriorMethod('instant-exact', table)
}

/** The same on the same descriptors, without anything that the pack learnt of raters: what knowing others is worth is the difference. */
export function instantFlatMethod(bed: Bed): Method {
  const table = once(async () => {
    const model = tasteModelOf(bed.pack, await requireReadOut(bed.pack))
    return { ...flatPrior(model, await bed.descriptors()), caution: 0 }
  })
  return posteriorMethod('instant-flat', table)
}

interface PosteriorTable {
  readonly prior: Prior
  readonly rows: Rows
  readonly caution: number
}

async function instantTable(bed: Bed): Promise<PosteriorTable> {
  const readOut = await requireReadOut(bed.pack)
  const model = tasteModelOf(bed.pack, readOut)
  return { prior: model.prior, rows: rowsOf(model, await bed.descriptors()), caution: model.settings.caution }
}

function scoreOf(weights: Float64Array, rows: Rows, photo: number): number {
  return weights.reduce((sum, weight, at) => sum + weight * rows.data[photo * rows.width + at]!, 0)
}

/**
 * The same process without any task vector: the base's own embedding, and a prior learnt on it. What task vectors add is
 * the difference.
 */
export function plainMethod(bed: Bed): Method {
  const table = once(async () => {
    const { plain } = await requireReadOut(bed.pack)
    if (plain === null)
      throw new UsageError(`pack ${bed.pack.name} has no baseline without task vectors; leave instant-plain out`)
    const numbers = applyAffine(plain.embedding, await baseEmbedding(bed))
    const photos = bed.photos.length
    const width = plain.embedding.bias.length
    // Rounded as descriptors are: the comparison is of what would be stored.
    const { embedding } = descriptorsOf(numbers, { databases: 0, width })
    const rounded = {
      rows: photos,
      columns: width,
      data: Float32Array.from(embedding, (steps) => steps / EMBEDDING_STEPS),
    }
    const { caution, score } = plain.prior
    return { prior: priorOf(plain.prior), rows: rowsOfNumbers(rounded, score), caution }
  })
  return posteriorMethod('instant-plain', table)
}

function posteriorMethod(name: string, table: () => Promise<PosteriorTable>): Method {
  return {
    name,
    async learn(support) {
      const { prior, rows, caution } = await table()
      const started = performance.now()
      const evidence = support.photos.map((photo, at): Evidence => ({
        kind: 'score',
        photo,
        value: support.scores[at]!,
      }))
      const posterior = fitPosterior({ prior, rows, evidence, settings: { caution } })
      const predictions = Array.from({ length: rows.count }, (_, photo) =>
        predict(posterior, rows.data.subarray(photo * rows.width, (photo + 1) * rows.width)),
      )
      return [
        {
          label: name,
          scores: predictions.map(({ mean }) => mean),
          deviations: predictions.map(({ deviation }) => deviation),
          seconds: (performance.now() - started) / 1000,
        },
      ]
    },
  }
}
