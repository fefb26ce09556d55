import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Job, srocc } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Bed } from '../personalize/index.ts'
import {
  type Evaluation,
  evaluateDatabase,
  type Rater,
  ratersOf,
  refuseSeen,
  type SeenPhotos,
} from '../evaluate/index.ts'
import type { Beds } from './beds.ts'
import type { PersonalResult, TestDatabase } from './measurements.ts'
import type { OpenPack } from './packs-under-test.ts'
import type { ReproduceSettings } from './settings.ts'
import { testRatings, withRows } from './test-raters.ts'
import { unseenPhotos } from './unseen-photos.ts'

export interface PersonalOptions extends Job {
  readonly opened: OpenPack
  readonly vectors?: readonly string[]
  readonly name: TestDatabase
  readonly database: Database
  readonly method: string
  readonly settings: ReproduceSettings
  readonly beds: Beds
  /** Folder of evaluation records, from which a stopped run goes on. */
  readonly records: string
  /** Told before anything is judged or refused. */
  readonly onSeen: (seen: SeenPhotos | 'unknown') => void
}

export interface JudgedRaters {
  readonly result: PersonalResult
  /** Trials left out, as the rater gave all tested photos one score. */
  readonly constantTests: number
  /** Photos that could not be read. */
  readonly unreadable: number
}

/** The intervals of an evaluation are not in the paper: as few replicates as there can be. */
const REPLICATES = 40

/** One method on the paper's raters of a database, by the protocol of section 4.4. */
export async function judgeRaters(options: PersonalOptions): Promise<JudgedRaters> {
  const { opened, vectors, name, method, settings, beds, records, onSeen, signal, progress } = options
  const rated = testRatings(name, options.database)
  const bed = await beds.open({ opened, ...(vectors === undefined ? {} : { vectors }), images: rated.images })
  const { seen, places } = await unseenPhotos(bed, { pack: opened.pack, database: rated })
  onSeen(seen)
  if (!settings.excludeSeen) refuseSeen(seen)
  const database = withRows(rated, ({ image }) => places.has(image))
  const raters = ratersOf(database, places)
  const { trials, steps, maxRaters, seed } = settings
  const able = settings.shots.filter((k) => raters.some(({ photos }) => photos.length >= k + 2))
  const protocol = { seed, steps, ...(maxRaters === undefined ? {} : { maxRaters }) }
  const { evaluation, skipped } = await evaluateDatabase({
    ...protocol,
    // Where nobody has enough photos for any, the evaluation says so.
    shots: able.length > 0 ? able : settings.shots,
    trials,
    database,
    bed,
    methods: [method, 'zero-shot'],
    replicates: REPLICATES,
    record: join(records, recordName({ name, bed, raters, protocol })),
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  })
  const shots = shotsResults(evaluation, { method, bed })
  const judged = new Set(Object.values(shots).flatMap((result) => result.raters.map(({ rater }) => rater)))
  const zeroShot = await zeroShotOf(
    bed,
    raters.filter(({ id }) => judged.has(id)),
  )
  return { result: { shots, zeroShot }, constantTests: evaluation.excluded.trials.length, unreadable: skipped.length }
}

/** The method's results by K, each rater's beside what the vectors' own models reach on the same photos. */
function shotsResults(
  { methods }: Evaluation,
  { method, bed }: { readonly method: string; readonly bed: Bed },
): PersonalResult['shots'] {
  const models = bed.pack.databases.map((vector) => methods[`zero-shot:${vector.name}`]!)
  return Object.fromEntries(
    Object.entries(methods[method]!).map(
      ([
        k,
        {
          srocc: { mean, std },
          perRater,
        },
      ]) => {
        const raters = perRater.map(({ rater, srocc: own, coefficients }, at) => ({
          rater,
          srocc: own,
          meanZeroShot: models.reduce((sum, model) => sum + model[k]!.perRater[at]!.srocc, 0) / models.length,
          ...(coefficients === undefined ? {} : { coefficients }),
        }))
        return [k, { mean, std, raters }]
      },
    ),
  )
}

/**
 * One file for all methods under one protocol, named for all that a record is bound to: another pack, other ratings, a photo
 * mended or a changed seed have another one, and wherever the data lie, the name is the same.
 */
function recordName(options: {
  readonly name: string
  readonly bed: Bed
  readonly raters: readonly Rater[]
  readonly protocol: object
}): string {
  const { name, bed, raters, protocol } = options
  const photos = bed.photos.map(({ contentHash }) => contentHash)
  const hash = createHash('sha256').update(JSON.stringify([bed.pack.hash, photos, raters, protocol]))
  return `${name}-${hash.digest('hex').slice(0, 16)}.jsonl`
}

/**
 * SROCC of each vector's own model over all ratings of each judged rater (figures 2, 6, 7). A model that gives a rater's
 * photos one score orders nothing: 0, as where methods are judged.
 */
async function zeroShotOf(bed: Bed, raters: readonly Rater[]): Promise<PersonalResult['zeroShot']> {
  const scores = await bed.databaseScores() // (photo, n)
  const count = bed.pack.databases.length
  return raters.map(({ id, photos, scores: ratings }) => ({
    rater: id,
    srocc: bed.pack.databases.map((_, vector) => {
      const own = photos.map((photo) => scores[photo * count + vector]!)
      const agreement = srocc(own, ratings)
      return Number.isNaN(agreement) ? 0 : agreement
    }),
  }))
}
