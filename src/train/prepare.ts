import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Job, UsageError } from '../core/index.ts'
import { type Database, meanScores } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import { type Base, embeddingWidth, type HeadConfig, templateOf } from '../model/index.ts'
import { embedPhotos } from './features.ts'
import type { Features } from './head-phase.ts'
import { openPhotoStore, type PhotoStore } from './photo-store.ts'
import type { TrainSettings } from './presets.ts'
import { splitPhotos } from './sampling.ts'

/** A database ready to be trained on: crops on disk, embeddings, targets, and which photos only measure. */
export interface Prepared {
  readonly database: Database
  readonly photos: PhotoStore
  readonly features: Features
  /** Lowest and highest mean score: mapped to the ends of the template. */
  readonly range: readonly [number, number]
}

export interface PrepareOptions extends Job {
  readonly database: Database
  readonly base: Base
  readonly engine: Engine
  readonly settings: TrainSettings
  readonly head: HeadConfig
  /** The database's own scale; default: from its lowest to its highest mean score. */
  readonly range?: readonly [number, number]
  /** Folder in which crops and embeddings are kept. */
  readonly work: string
  readonly seed: number
}

/** Share of the photos that only measure. */
export const VALIDATION_SHARE = 0.2
const FEWEST_PHOTOS = 10

/** @throws {UsageError} with too few photos, or scores that are all equal. */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { database, base, work } = options
  const folder = join(work, `photos-${keyOf([base.hash, base.tower, base.preprocessing, database.images])}`)
  const photos = await openPhotoStore({ ...options, folder, paths: database.images, preprocessing: base.preprocessing })
  try {
    return { database, photos, ...(await measure(options, photos, folder)) }
  } catch (error) {
    await photos.close()
    throw error
  }
}

async function measure(
  options: PrepareOptions,
  photos: PhotoStore,
  folder: string,
): Promise<Pick<Prepared, 'range' | 'features'>> {
  const { database, base } = options
  if (photos.photos.length < FEWEST_PHOTOS) {
    throw new UsageError(
      `${database.name} has ${photos.photos.length} readable rated photos; training needs at least ${FEWEST_PHOTOS}`,
    )
  }
  const means = meanScores(database)
  const scores = photos.photos.map(({ path }) => means.get(path)!)
  const range = options.range ?? [Math.min(...scores), Math.max(...scores)]
  if (!(range[0] < range[1]))
    throw new UsageError(`${database.name}: all photos have the score ${range[0]}; there is nothing to learn`)
  const template = templateOf(options.head)
  const [low, high] = [template[0]!, template.at(-1)!]
  const targets = Float32Array.from(
    scores,
    (score) => low + ((high - low) * (score - range[0])) / (range[1] - range[0]),
  )
  const embeddings = await embedPhotos({
    ...options,
    tower: base.tower,
    preprocessing: base.preprocessing,
    parameters: base.parameters,
    photos,
    flips: options.settings.flips,
    folder,
  })
  const split = splitPhotos(photos.photos.length, { share: VALIDATION_SHARE, seed: options.seed })
  return { range, features: { ...embeddings, ...split, targets } }
}

export function headConfig(base: Base, settings: TrainSettings, template: 'ten' | 'five'): HeadConfig {
  const { hidden, dropout, normalisation } = settings
  return { input: embeddingWidth(base.tower), hidden, dropout, template, normalisation }
}

/** A short name for settings, so that other settings work in another folder. */
export function keyOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
