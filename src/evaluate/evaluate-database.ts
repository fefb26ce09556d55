import { type Job, UsageError } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import type { SkippedPhoto } from '../image/index.ts'
import type { Base } from '../model/index.ts'
import { type Bed, createMethod, type MethodOptions, openBed } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import { evaluate } from './evaluate.ts'
import { refuseSeen, type SeenPhotos, seenPhotos } from './leak-guard.ts'
import { othersMeanMethod } from './others-mean.ts'
import type { Rater } from './protocol.ts'
import type { Evaluation } from './summary.ts'

export interface EvaluateDatabaseOptions extends Job, MethodOptions {
  readonly pack: Pack
  readonly base: Base
  readonly engine: Engine
  readonly database: Database
  /** Names of methods; `others-mean` is the upper reference. */
  readonly methods: readonly string[]
  readonly shots: readonly number[]
  readonly trials: number
  readonly seed: number
  readonly maxRaters?: number
  readonly replicates?: number
  /** Leave photos out that the pack was trained on, instead of refusing them. */
  readonly excludeSeen?: boolean
  /** File that keeps what is finished. */
  readonly record?: string
  /** Folder for what is computed of the photos. */
  readonly cache?: string
}

export interface DatabaseEvaluation {
  readonly evaluation: Evaluation
  /** Photos that the pack has seen and that were left out; `unknown` where the pack does not say. */
  readonly seen: SeenPhotos | 'unknown'
  /** Photos that were judged on. */
  readonly photos: number
  /** Photos that could not be read and were left out. */
  readonly skipped: readonly SkippedPhoto[]
}

/** Everybody is judged against a method that no rating can change: the best that the pack has. */
function withoutRatings(pack: Pack): string {
  return pack.readOut === null ? 'ensemble-uniform' : 'prior'
}

/**
 * K-shot personalisation over the raters of a database: the one judge of every method.
 * @throws {UsageError} where the pack was trained on these photos and `excludeSeen` is not set.
 */
export async function evaluateDatabase(options: EvaluateDatabaseOptions): Promise<DatabaseEvaluation> {
  const { database, pack } = options
  const bed = await openBed({ ...options, paths: database.images })
  try {
    const seen = seenPhotos({ pack: await trainedOn(pack), photos: bed.photos })
    if (options.excludeSeen !== true) refuseSeen(seen)
    const left = seen === 'unknown' ? new Set<string>() : new Set([...seen.exact, ...seen.near.map(({ path }) => path)])
    const raters = ratersOf(database, bed, left)
    const reference = withoutRatings(pack)
    const names = options.methods.includes(reference) ? options.methods : [reference, ...options.methods]
    const methods = names.map((name) =>
      name === 'others-mean' ? othersMeanMethod(raters, bed.photos.length) : createMethod(name, bed, options),
    )
    const { signal, progress, maxRaters, replicates, record } = options
    const evaluation = await evaluate({
      raters,
      methods,
      shots: options.shots,
      trials: options.trials,
      seed: options.seed,
      withoutRatings: reference,
      pairedAgainst: reference,
      settings: {
        pack: pack.hash,
        steps: options.steps,
        keep: options.keep,
        photos: bed.photos.map(({ contentHash }) => contentHash),
      },
      ...(maxRaters === undefined ? {} : { maxRaters }),
      ...(replicates === undefined ? {} : { replicates }),
      ...(record === undefined ? {} : { record }),
      job: { ...(signal === undefined ? {} : { signal }), ...(progress === undefined ? {} : { progress }) },
    })
    return { evaluation, seen, photos: bed.photos.length - left.size, skipped: bed.skipped }
  } finally {
    await bed.close()
  }
}

async function trainedOn(pack: Pack) {
  const photos = await pack.photos()
  if (photos === 'unknown') return photos
  return {
    contentHashes: photos.map(({ contentHash }) => contentHash),
    perceptualHashes: photos.map(({ perceptualHash }) => perceptualHash),
  }
}

/** Raters with the positions of their photos in the bed. A database without raters is one rater's, `everyone`. */
function ratersOf(database: Database, bed: Bed, left: ReadonlySet<string>): Rater[] {
  const positionOf = new Map(bed.photos.map(({ path }, position) => [path, position]))
  const raters = new Map<string, { photos: number[]; scores: number[] }>()
  for (const { rater, image, score } of database.rows) {
    const position = positionOf.get(image)
    if (position === undefined || left.has(image)) continue
    const id = rater ?? 'everyone'
    const entry = raters.get(id) ?? { photos: [], scores: [] }
    entry.photos.push(position)
    entry.scores.push(score)
    raters.set(id, entry)
  }
  if (raters.size === 0) throw new UsageError(`${database.name}: no photo is left to evaluate on`)
  return [...raters].map(([id, entry]) => ({ id, ...entry }))
}
