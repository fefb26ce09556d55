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
  /** Photos that only measure, by path; default: a random share of them. See `validationPhotos`. */
  readonly validation?: ReadonlySet<string>
  /** Folder in which crops and embeddings are kept. */
  readonly work: string
  readonly seed: number
}

/** Share of the photos that only measure. */
export const VALIDATION_SHARE = 0.2
const FEWEST_PHOTOS = 10

/** @throws {UsageError} with too few photos, or scores that are all equal. */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { database } = options
  const { photos, folder } = await openPhotos(options)
  try {
    return { database, photos, ...(await measure(options, photos, folder)) }
  } catch (error) {
    await photos.close()
    throw error
  }
}

/**
 * The photos of a database that only measure while a head or vector is trained on all of it. A part of it that starts from a
 * head trained on the whole must hold out the same: photos that the head was fitted to would make its start look better
 * than any step away from it.
 */
export async function validationPhotos(
  options: Omit<PrepareOptions, 'head' | 'engine' | 'settings'>,
): Promise<ReadonlySet<string>> {
  const { photos } = await openPhotos(options)
  await photos.close()
  const { validation } = splitPhotos(photos.photos.length, { share: VALIDATION_SHARE, seed: options.seed })
  return new Set(validation.map((position) => photos.photos[position]!.path))
}

async function openPhotos(options: Job & Pick<PrepareOptions, 'database' | 'base' | 'work'>) {
  const { database, base, work } = options
  const folder = join(work, `photos-${keyOf([base.hash, base.tower, base.preprocessing, database.images])}`)
  const { preprocessing } = base
  return { folder, photos: await openPhotoStore({ ...options, folder, paths: database.images, preprocessing }) }
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
  return { range, features: { ...embeddings, ...splitOf(options, photos), targets } }
}

function splitOf({ database, validation, seed }: PrepareOptions, { photos }: PhotoStore) {
  if (validation === undefined) return splitPhotos(photos.length, { share: VALIDATION_SHARE, seed })
  const positions = [...photos.keys()]
  const split = {
    train: positions.filter((position) => !validation.has(photos[position]!.path)),
    validation: positions.filter((position) => validation.has(photos[position]!.path)),
  }
  if (split.train.length < 2 || split.validation.length < 2) {
    throw new UsageError(
      `${database.name}: of its ${photos.length} photos ${split.validation.length} are held out to measure, and at least 2 must be and 2 must not; ask for larger parts`,
    )
  }
  return split
}

export function headConfig(base: Base, settings: TrainSettings, template: 'ten' | 'five'): HeadConfig {
  const { hidden, dropout, normalisation } = settings
  return { input: embeddingWidth(base.tower), hidden, dropout, template, normalisation }
}

/** A short name for settings, so that other settings work in another folder. */
export function keyOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
