import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Job, srocc } from '../core/index.ts'
import type { Database } from '../databases/index.ts'
import type { Bed } from '../personalize/index.ts'
import { evaluateDatabase } from '../evaluate/index.ts'
import { judgedPhotos, ratersOf } from '../evaluate/index.ts'
import { refuseSeen, type SeenPhotos } from '../evaluate/index.ts'
import type { Rater } from '../evaluate/index.ts'
import type { MethodResult } from '../evaluate/index.ts'
import type { Beds } from './beds.ts'
import type { PersonalResult, ShotsResult, TestDatabase } from './measurements.ts'
import type { OpenPack } from './packs-under-test.ts'
import type { ReproduceSettings } from './settings.ts'
import { testRatings } from './test-raters.ts'

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
  readonly raters: number
  /** Photos that could not be read. */
  readonly unreadable: number
}

/** The intervals of an evaluation are not in the paper: as few replicates as there can be. */
const REPLICATES = 40

/** One method on the paper's raters of a database, by the protocol of section 4.4. */
export async function judgeRaters(options: PersonalOptions): Promise<JudgedRaters> {
  const { opened, vectors, name, method, settings, beds, records, onSeen, signal, progress } = options
  const database = testRatings(name, options.database)
  const bed = await beds.open({ opened, ...(vectors === undefined ? {} : { vectors }), images: database.images })
  const { seen, places } = await judgedPhotos(bed, { database, excludeSeen: true })
  onSeen(seen)
  if (!settings.excludeSeen) refuseSeen(seen)
  const { trials, shots, steps, maxRaters, seed, excludeSeen } = settings
  const protocol = { seed, steps, excludeSeen, ...(maxRaters === undefined ? {} : { maxRaters }) }
  const { evaluation, skipped } = await evaluateDatabase({
    ...protocol,
    shots,
    trials,
    database,
    bed,
    methods: [method],
    replicates: REPLICATES,
    record: join(records, recordName({ pack: bed.pack.hash, database, name, protocol })),
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  })
  const byShots = evaluation.methods[method]!
  const judged = new Set(Object.values(byShots).flatMap(({ perRater }) => perRater.map(({ rater }) => rater)))
  const raters = ratersOf(database, places).filter(({ id }) => judged.has(id))
  return {
    result: {
      shots: Object.fromEntries(Object.entries(byShots).map(([k, result]) => [k, shotsResult(result)])),
      zeroShot: await zeroShotOf(bed, raters),
    },
    raters: judged.size,
    unreadable: skipped.length,
  }
}

function shotsResult({ srocc: { mean, std }, perRater }: MethodResult): ShotsResult {
  const raters = perRater.map(({ rater, srocc: own, coefficients }) => ({
    rater,
    srocc: own,
    ...(coefficients === undefined ? {} : { coefficients }),
  }))
  return { mean, std, raters }
}

/** One file for all methods of a pack and database under one protocol; whatever changes the draws has another. */
function recordName(options: {
  readonly pack: string
  readonly database: Database
  readonly name: string
  readonly protocol: object
}): string {
  const { pack, database, name, protocol } = options
  const rows = database.rows.map(({ rater, image, score }) => [rater, image, score])
  const hash = createHash('sha256').update(JSON.stringify([pack, rows, protocol]))
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
