import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, srocc, UsageError } from '../core/index.ts'
import { openDatabase, type Where } from '../databases/index.ts'
import { openEngine } from '../graph/index.ts'
import { type Bed, openBed } from '../personalize/index.ts'
import { openPackAndBase } from '../task-vectors/index.ts'
import { drawSupport } from './draws.ts'
import { type DatabaseEvaluation, evaluateDatabase, type EvaluateDatabaseOptions } from './evaluate-database.ts'

const folder = temporaryFolder()
const engine = openEngine({ threads: 1 })
let world: MiniWorld
let bed: Bed
beforeAll(async () => {
  world = await writeMiniWorld(folder)
  bed = await openBed({ ...(await openPackAndBase('mini', world.home)), engine, paths: world.photos })
})
afterAll(() => bed.close())

async function evaluated(
  options: Partial<EvaluateDatabaseOptions> & { readonly where?: readonly Where[]; readonly packName?: string } = {},
): Promise<DatabaseEvaluation> {
  const { where = [], packName = 'mini', ...more } = options
  return evaluateDatabase({
    ...(await openPackAndBase(packName, world.home)),
    engine,
    database: await openDatabase(world.database, { where }),
    methods: ['ensemble', 'others-mean'],
    shots: [4],
    trials: 2,
    seed: 3,
    replicates: 40,
    ...more,
  })
}

describe('evaluating on a database', () => {
  it('gives the mean over raters and trials of the SROCC with what each rater said, on photos not in the support', async () => {
    const { evaluation, photos, skipped } = await evaluated()
    expect([photos, skipped]).toEqual([24, []])
    // The same from the parts: the scores need no ratings, so one pass of the bed serves all raters.
    const { rows } = await openDatabase(world.database)
    const count = bed.pack.databases.length
    const table = await bed.databaseScores()
    const columns = bed.pack.databases.map((_, at) => bed.photos.map((_photo, photo) => table[photo * count + at]!))
    const standard = columns.map((column) => {
      const mean = column.reduce((sum, each) => sum + each, 0) / column.length
      const deviation = Math.sqrt(column.reduce((sum, each) => sum + (each - mean) ** 2, 0) / column.length)
      return column.map((each) => (each - mean) / deviation)
    })
    const ensemble = bed.photos.map((_, photo) => standard.reduce((sum, column) => sum + column[photo]!, 0))
    const perRater = [...new Set(rows.map(({ rater }) => rater!))].map((id) => {
      const own = rows.filter(({ rater }) => rater === id)
      const rater = {
        id,
        photos: own.map(({ image }) => world.photos.indexOf(image)),
        scores: own.map(({ score }) => score),
      }
      const trials = [0, 1].map((trial) => {
        const { test } = drawSupport(rater, { seed: 3, trial, shots: 4 })
        return srocc(
          test.photos.map((photo) => ensemble[photo]!),
          test.scores,
        )
      })
      return { rater: id, srocc: (trials[0]! + trials[1]!) / 2 }
    })
    const found = evaluation.methods['ensemble-uniform']!['4']!
    expect(found.perRater.map(({ rater }) => rater)).toEqual(perRater.map(({ rater }) => rater))
    found.perRater.forEach(({ srocc: value }, at) => expect(value).toBeCloseTo(perRater[at]!.srocc, 5))
    expect(found.srocc.mean).toBeCloseTo(perRater.reduce((sum, each) => sum + each.srocc, 0) / 8, 5)
  })

  it('compares every method with the ensemble that no rating can change, and names it first', async () => {
    const { evaluation } = await evaluated({ methods: ['uniform-merge', 'zero-shot'] })
    expect(evaluation).toMatchObject({ withoutRatings: 'ensemble-uniform', pairedAgainst: 'ensemble-uniform' })
    expect(Object.keys(evaluation.methods)).toEqual([
      'ensemble-uniform',
      'uniform-merge',
      'zero-shot:beauty',
      'zero-shot:valence',
      'zero-shot:arousal',
    ])
    expect(evaluation.methods['ensemble-uniform']!['4']).toMatchObject({
      harmed: 0,
      pairedDifference: { difference: 0 },
    })
  })

  it('takes a database without raters for the ratings of one', async () => {
    const database = await openDatabase(world.database)
    const first = database.rows.filter(({ rater }) => rater === 'r0').map((row) => ({ ...row, rater: null }))
    const { evaluation } = await evaluated({ database: { ...database, rows: first }, methods: ['ensemble'] })
    expect(evaluation.raters).toBe(1)
    expect(evaluation.methods['ensemble']!['4']!.perRater.map(({ rater }) => rater)).toEqual(['everyone'])
  })

  it('refuses photos that the pack was trained on; leaves them out when told; says when the pack does not know', async () => {
    await expect(evaluated({ packName: 'seen' })).rejects.toThrow(UsageError)
    await expect(evaluated({ packName: 'seen' })).rejects.toThrow(/trained on 12 of these photos/)
    const left = await evaluated({ packName: 'seen', excludeSeen: true })
    expect(left.seen).toEqual({ exact: world.photos.slice(0, 12), near: [] })
    expect([left.photos, left.evaluation.raters]).toEqual([12, 4])
    const unseen = await evaluated({ packName: 'seen', where: [{ column: 'set', value: '1' }] })
    expect([unseen.photos, unseen.seen]).toEqual([12, { exact: [], near: [] }])
    expect((await evaluated({ packName: 'unknown' })).seen).toBe('unknown')
    const where = [{ column: 'set', value: '0' }]
    await expect(evaluated({ packName: 'seen', where, excludeSeen: true })).rejects.toThrow(/no photo is left/)
  })

  it('keeps what it computed of the photos in the cache, and finds it there', async () => {
    const cache = join(folder, 'cache')
    const first = await evaluated({ cache })
    const files = await readdir(cache, { recursive: true })
    expect(files.filter((path) => path.endsWith('database-scores.safetensors'))).toHaveLength(1)
    const labels: string[] = []
    const again = await evaluated({ cache, progress: { report: ({ label }) => labels.push(label) } })
    expect(labels).toContain('judging')
    expect(labels).not.toContain('reading photos')
    expect(labels).not.toContain('scoring with each database model')
    expect(again.evaluation.methods['ensemble']!['4']!.perRater).toEqual(
      first.evaluation.methods['ensemble']!['4']!.perRater,
    )
  })

  it('stops when told, and refuses a method that is none', async () => {
    await expect(evaluated({ signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
    await expect(evaluated({ methods: ['papre'] })).rejects.toThrow(/there is no method called papre; choose/)
  })

  it('gives the same figures for the same seed, and others for another', async () => {
    const figures = async (seed: number) =>
      (await evaluated({ seed, methods: ['ensemble'] })).evaluation.methods['ensemble']!['4']!.perRater
    expect(await figures(1)).toEqual(await figures(1))
    expect(await figures(1)).not.toEqual(await figures(2))
  })
})
