import { resolve } from 'node:path'
import { type Job, MissingError, UsageError } from '../core/index.ts'
import {
  addEvidence,
  type Agreement,
  descriptorBytes,
  emptyTaste,
  encodeDescriptors,
  orderByTaste,
  type PackDescriber,
  predict,
  type Ranking,
  rowsOf,
  starsOfLatent,
  type Taste,
  type TasteEvidence,
  type TasteModel,
} from '../personalize/index.ts'
import { agreementOf } from './agreement-of.ts'
import type { Catalog } from './catalog.ts'
import { expectedStars, medianStars } from './expected-stars.ts'
import { indexPhotos } from './index-folder.ts'
import type { DescribedFiles } from './library.ts'
import { tasteFromLog } from './taste-from-log.ts'

export interface RankByTasteOptions extends Job {
  readonly catalog: Catalog
  readonly describer: PackDescriber
  readonly model: TasteModel
  /** Photos to be put in order. */
  readonly photos: readonly string[]
  /** One person's ratings; the photos need not be among those to be ordered. */
  readonly ratings?: readonly { readonly path: string; readonly score: number }[]
  /** A taste that was learnt before, to which the ratings are added. */
  readonly taste?: Taste
  /** Whose part of the catalog's log a taste is learnt from, in place of `taste`. */
  readonly person?: string
  readonly seed?: number
}

export interface TasteRanking extends Ranking {
  readonly taste: Taste
  /** How well the order should agree with the person's ratings of photos they have not seen. */
  readonly agreement: Agreement
}

/**
 * Orders photos by an instant taste. Photos are described once, into the catalog; those that are in it cost nothing.
 * Stars are those that the person would most probably give. A photo that cannot be read is reported and left out.
 * @throws {UsageError} without photos, for ratings that cannot be meant, or with a taste of another pack. @throws {MissingError} where none can be read.
 */
export async function rankByTaste(options: RankByTasteOptions): Promise<TasteRanking> {
  const { catalog, describer, model, ratings = [], seed = 0 } = options
  const started = performance.now()
  if (options.photos.length === 0) throw new UsageError('there are no photos to rank')
  const learntWith = options.taste?.model.pack ?? model.pack
  if (learntWith.hash !== model.pack.hash)
    throw new UsageError(
      `this taste is of pack ${learntWith.name}, not of ${model.pack.name}; "palate taste migrate" learns it again`,
    )
  const photos = unique(options.photos)
  const rated = unique(ratings.map(({ path }) => path))
  const report = await indexPhotos({ ...options, paths: unique([...photos, ...rated]), mode: 'fast' })
  const library = await catalog.descriptorsOf(photos, describer)
  if (library.paths.length === 0)
    throw new MissingError(`none of the ${photos.length} photos can be read; the first: ${report.skipped[0]?.reason}`)

  const { person } = options
  const start =
    person === undefined
      ? (options.taste ?? emptyTaste(model))
      : (await tasteFromLog({ catalog, kind: describer, model, person })).taste
  const learnt =
    ratings.length === 0
      ? { taste: start, ratings: start.evidence.length }
      : await withRatings(start, { ...options, ratings, rated })
  const { taste } = learnt
  const { places, scores } = orderByTaste(taste.posterior.weights, library.descriptors, model)
  const rows = rowsOf(model, library.descriptors)
  const ranked = Array.from(places, (place) => {
    const row = rows.data.subarray(place * rows.width, (place + 1) * rows.width)
    const latent = predict(taste.posterior, row)
    const { deviation } = latent
    const { stars } =
      person === undefined
        ? medianStars(starsOfLatent(taste.posterior, latent))
        : expectedStars(taste.posterior, latent)
    // In single precision, in which a taste gives the same from its file.
    return { path: library.paths[place]!, score: scores[place]!, deviation: Math.fround(deviation), stars }
  })
  const agreement = agreementOf(taste, { seed })
  return {
    pack: model.pack.name,
    method: 'instant',
    seconds: (performance.now() - started) / 1000,
    ratings: learnt.ratings,
    photos: ranked,
    skipped: report.skipped,
    taste,
    agreement,
  }
}

/** The taste with these ratings; those whose photo could not be read are left out, and reported by the index. */
async function withRatings(
  taste: Taste,
  {
    catalog,
    describer,
    ratings,
    rated,
  }: RankByTasteOptions & Required<Pick<RankByTasteOptions, 'ratings'>> & { readonly rated: readonly string[] },
): Promise<{ readonly taste: Taste; readonly ratings: number }> {
  const described = await catalog.descriptorsOf(rated, describer)
  const hashOf = new Map(described.paths.map((path, at) => [path, described.contentHashes[at]!]))
  const evidence = ratings.flatMap(({ path, score }): TasteEvidence[] => {
    const photo = hashOf.get(resolve(path))
    return photo === undefined ? [] : [{ kind: 'score', photo, value: score }]
  })
  return {
    taste: addEvidence(taste, evidence, storedByHash(described)),
    ratings: taste.evidence.length + evidence.length,
  }
}

/** Stored descriptors of files by the content hash of their photo. */
export function storedByHash({ contentHashes, descriptors }: DescribedFiles): Map<string, Uint8Array> {
  const size = descriptorBytes(descriptors)
  const bytes = encodeDescriptors(descriptors)
  return new Map(contentHashes.map((hash, at) => [hash, bytes.subarray(at * size, (at + 1) * size)]))
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => resolve(path)))].sort()
}
