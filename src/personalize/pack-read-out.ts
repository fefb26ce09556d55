import { merge, type PhotoHashes, type ReadOut } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import { type DistilledReadOut, distilReadOut, principalAxes } from './distil-read-out.ts'
import { uninformedPrior } from './instant/learn-prior.ts'
import type { Table } from './ridge.ts'

/** A pack's trunk and read-out before anything is known of people. */
export interface PackReadOut extends DistilledReadOut {
  readonly trunk: ReadOut['trunk']
  /** Principal axes of the base's own embedding: the baseline without task vectors. */
  readonly plain: ReturnType<typeof principalAxes>
  /** The photos that it was distilled on. */
  readonly photos: readonly PhotoHashes[]
}

/**
 * Distils a pack's n models into one pass of its trunk, the uniform merge, on the photos of a bed, which need no ratings:
 * each photo as it is and mirrored. `width` is m. Takes 2 (n + 1) + 1 passes a photo; each is kept in the bed's cache, so
 * that work that was killed goes on with the pass it was at.
 * @throws {UsageError} with too few photos for m axes.
 */
export async function distilPack(
  bed: Bed,
  options: { readonly width: number; readonly seed: number },
): Promise<PackReadOut> {
  const { width, seed } = options
  const n = bed.pack.databases.length
  const count = bed.photos.length
  const trunk = new Float32Array(n).fill(1 / n)
  const views = [
    { name: '', options: {} },
    { name: '-mirrored', options: { flips: bed.photos.map(() => true) } },
  ]
  const vectors = await Promise.all(bed.pack.databases.map((_, index) => bed.pack.vector(index)))
  const merged = merge(bed.pretrained, vectors, { vector: [...trunk] })
  const embeddings: Float32Array[] = []
  for (const { name, options: view } of views)
    embeddings.push(await bed.embed(merged, { ...view, keep: `distil-trunk${name}` }))
  const scores = views.map(() => new Float32Array(count * n))
  for (const [database, vector] of vectors.entries()) {
    const parameters = merge(bed.pretrained, [vector], { vector: [1] })
    for (const [index, { name, options: view }] of views.entries()) {
      const found = await bed.score(parameters, { ...view, keep: `distil-model-${database}${name}` })
      found.forEach((score, photo) => (scores[index]![photo * n + database] = score))
    }
  }
  const distilled = distilReadOut({
    embeddings: interleaved(embeddings, count),
    scores: interleaved(scores, count),
    views: views.length,
    width,
    seed,
  })
  const plain = await bed.embed(bed.pretrained, { keep: 'distil-plain' })
  return {
    ...distilled,
    trunk,
    plain: principalAxes({ rows: count, columns: plain.length / count, data: plain }, width),
    photos: bed.photos.map(({ contentHash, perceptualHash }) => ({ contentHash, perceptualHash })),
  }
}

/** The read-out of a pack whose builder knows nobody's ratings. */
export function readOutWithoutRaters({ trunk, scores, embedding, exact, spread, plain }: PackReadOut): ReadOut {
  return {
    trunk,
    scores,
    embedding,
    exact,
    prior: uninformedPrior(trunk.length, spread),
    // Without databases and raters there is nothing to begin from; the baseline starts at zero and learns.
    plain: { embedding: plain.embedding, prior: uninformedPrior(0, plain.spread) },
  }
}

/** Tables (photo, width) of several views as one, the views of a photo together. */
function interleaved(views: readonly Float32Array[], count: number): Table {
  const width = views[0]!.length / count
  const data = new Float32Array(views.length * count * width)
  views.forEach((view, at) => {
    for (let photo = 0; photo < count; photo++)
      data.set(view.subarray(photo * width, (photo + 1) * width), (photo * views.length + at) * width)
  })
  return { rows: views.length * count, columns: width, data }
}
