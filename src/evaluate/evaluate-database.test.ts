import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { dump } from 'npyjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, srocc, UsageError } from '../core/index.ts'
import { openDatabase, type Where } from '../databases/index.ts'
import { openEngine } from '../graph/index.ts'
import { type Bed, openBed } from '../personalize/index.ts'
import { openPackAndBase } from '../task-vectors/index.ts'
import { drawSupport } from './draws.ts'
import type { DatabaseEvaluation, EvaluateDatabaseOptions } from './database-options.ts'
import { evaluateDatabase } from './evaluate-database.ts'

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

/** SROCC of every rater. */
const perRater = ({ evaluation }: DatabaseEvaluation, label: string, shots = '4') =>
  evaluation.methods[label]![shots]!.perRater.map(({ rater, srocc: value }) => [rater, value] as const)

describe('published draws', () => {
  it('give the same figures as the seed that drew them, whatever the seed is then', async () => {
    const draws = join(folder, 'draws.csv')
    const methods = ['ensemble', 'ridge']
    const drawn = await evaluated({ methods, shots: [0, 4], writeDraws: draws, bed })
    expect(drawn.evaluation.raters).toBe(8)
    const reused = await evaluateDatabase({
      bed,
      database: await openDatabase(world.database),
      methods,
      draws,
      seed: 9,
    })
    for (const label of methods) {
      for (const shots of ['0', '4']) expect(perRater(reused, label, shots)).toEqual(perRater(drawn, label, shots))
    }
    expect(reused.evaluation).toMatchObject({ trials: 2, shots: [0, 4], seed: 9 })
    expect(reused.protocol.draws).toEqual({ file: 'draws.csv', draws: 32, otherRaters: 0, leftOut: 0 })
    expect(drawn.protocol.draws).toBeNull()
  })

  it('leave out what the pack has seen, and the raters who are not asked for, with counts', async () => {
    const draws = join(folder, 'half.csv')
    await evaluated({ methods: [], writeDraws: draws, bed })
    const seen = await evaluateDatabase({
      ...(await openPackAndBase('seen', world.home)),
      engine,
      database: await openDatabase(world.database),
      methods: [],
      seed: 1,
      draws,
      excludeSeen: true,
      replicates: 40,
      raters: { ids: ['r0', 'r6', 'r7'] },
    })
    // r0 rated what the pack has seen; five others are not asked for.
    expect(seen.protocol).toMatchObject({ draws: { draws: 4, otherRaters: 6, leftOut: 0 }, raters: { leftOut: 5 } })
    expect(seen.evaluation.raters).toBe(2)
  })

  it('are written before anything is judged, so that another program may learn from them meanwhile', async () => {
    const draws = join(folder, 'before.csv')
    await expect(evaluated({ writeDraws: draws, bed, signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
    expect(await readFile(draws, 'utf8')).toMatch(/^rater,trial,shots,image\nr0,0,4,/)
  })

  it('do not go with a number of trials or a protocol that draws otherwise', async () => {
    await expect(evaluated({ draws: join(folder, 'draws.csv') })).rejects.toThrow(/says how many trials there are/)
    const both = { bed, methods: [], seed: 1, draws: 'any.csv', protocol: 'unseen-both' } as const
    await expect(evaluateDatabase({ ...both, database: await openDatabase(world.database) })).rejects.toThrow(
      /give one of them/,
    )
  })
})

describe('protocols', () => {
  it('of unseen users judge half of the raters, and let methods learn of the other half alone', async () => {
    const { evaluation, protocol } = await evaluated({ protocol: 'unseen-users', methods: ['others-mean'], bed })
    expect(protocol).toMatchObject({
      name: 'unseen-users',
      raters: { judged: 4, known: 4, leftOut: 0, partedBy: 'seed' },
      supportPhotos: null,
    })
    const { rows } = await openDatabase(world.database)
    const judged = evaluation.methods['others-mean']!['4']!.perRater
    const known = rows.filter(({ rater }) => !judged.some((one) => one.rater === rater))
    const everything = known.reduce((sum, { score }) => sum + score, 0) / known.length
    for (const { rater: id, trials } of judged) {
      const own = rows.filter(({ rater }) => rater === id)
      const photos = own.map(({ image }) => world.photos.indexOf(image))
      const { test } = drawSupport(
        { id, photos, scores: own.map(({ score }) => score) },
        { seed: 3, trial: 1, shots: 4 },
      )
      const means = test.photos.map((photo) => {
        const of = known.filter(({ image }) => image === world.photos[photo]).map(({ score }) => score)
        return of.length === 0 ? everything : of.reduce((sum, score) => sum + score, 0) / of.length
      })
      expect(trials[1]!.srocc).toBeCloseTo(srocc(means.map(Math.fround), test.scores), 12)
    }
  })

  it('of unseen users and photos take support from the same half of the photos for all, and refuse others-mean', async () => {
    const draws = join(folder, 'both.csv')
    const options = { protocol: 'unseen-both', methods: ['ensemble'], shots: [2], writeDraws: draws, bed } as const
    const { evaluation, protocol } = await evaluated(options)
    expect(protocol).toMatchObject({ raters: { judged: 4, known: 4 }, supportPhotos: 12, draws: null })
    const rows = (await readFile(draws, 'utf8')).trim().split('\n').slice(1)
    const of = (role: string) => new Set(rows.filter((row) => row.endsWith(role)).map((row) => row.split(',')[3]!))
    const [support, test] = [of('support'), of('test')]
    expect([...support].filter((image) => test.has(image))).toEqual([])
    expect([support.size > 2, test.size > 2]).toEqual([true, true])
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(evaluation.raters)
    await expect(evaluated({ ...options, methods: ['others-mean'] })).rejects.toThrow(/nobody's scores .* are known/)
  })

  it('judge only raters by rule, while methods learn of the others still', async () => {
    const database = await openDatabase(world.database)
    const some = { ...database, rows: database.rows.filter(({ rater }, at) => rater !== 'r2' || at % 4 > 0) }
    const options = { database: some, methods: ['others-mean'], bed }
    const one = await evaluated({ ...options, raters: { maxPhotos: 11 } })
    expect(one.protocol.raters).toEqual({ judged: 1, known: 8, leftOut: 7, partedBy: null })
    expect(perRater(one, 'others-mean')).toEqual(perRater(await evaluated(options), 'others-mean').slice(2, 3))
  })
})

describe("other programs' files", () => {
  const names = () => bed.photos.map(({ path }) => basename(path))
  const csv = async (name: string, values: ArrayLike<number>) => {
    const path = join(folder, `${name}.csv`)
    await writeFile(path, [`image,${name}`, ...names().map((image, at) => `${image},${values[at]}`)].join('\n'))
    return path
  }

  it('of embeddings are judged by what learns from the base’s embedding too', async () => {
    const path = join(folder, 'theirs.npy')
    const embedding = await bed.embed(bed.pretrained)
    // Written in another order than the photos have.
    const width = embedding.length / bed.photos.length
    const turned = new Float32Array(embedding.length)
    bed.photos.forEach((_, at) =>
      turned.set(embedding.subarray(width * at, width * (at + 1)), width * (bed.photos.length - 1 - at)),
    )
    await writeFile(path, new Uint8Array(dump(turned, [bed.photos.length, width])))
    await writeFile(join(folder, 'theirs.txt'), names().reverse().join('\n'))
    const learners = ['ridge', 'svr', 'nearest']
    const found = await evaluated({ methods: learners, scores: [path], bed })
    for (const learner of learners) {
      expect(perRater(found, `${learner}:theirs`)).toEqual(perRater(found, learner))
      expect(perRater(found, learner)).not.toEqual(perRater(found, 'ensemble-uniform'))
    }
    const labels = learners.map((learner) => `${learner}:theirs`)
    expect(found.scores).toEqual([{ file: 'theirs.npy', labels, used: 24, elsewhere: 0 }])
  })

  it('of scores are judged as what they are, with a pack or without one', async () => {
    const count = bed.pack.databases.length
    const table = await bed.databaseScores()
    const first = Float64Array.from(bed.photos, (_, photo) => table[photo * count]!)
    const path = await csv('first', first)
    const beside = await evaluated({ methods: ['zero-shot'], scores: [path], bed })
    expect(perRater(beside, 'scores:first')).toEqual(perRater(beside, 'zero-shot:beauty'))
    const options = { database: await openDatabase(world.database), shots: [4], trials: 2, seed: 3 }
    const alone = await evaluateDatabase({ ...options, methods: ['others-mean'], scores: [path] })
    expect(Object.keys(alone.evaluation.methods)).toEqual(['others-mean', 'scores:first'])
    expect(perRater(alone, 'scores:first')).toEqual(perRater(beside, 'scores:first'))
    expect(alone).toMatchObject({ seen: 'unknown', photos: 24, skipped: [] })
    await expect(evaluateDatabase({ ...options, methods: ['ridge'], scores: [path] })).rejects.toThrow(/needs a pack/)
    await expect(evaluateDatabase({ ...options, methods: [] })).rejects.toThrow(/nothing to evaluate/)
  })

  it('that change are judged anew, though a record holds the ones before', async () => {
    const record = join(folder, 'scores.jsonl')
    const path = await csv(
      'mine',
      names().map((_, at) => at),
    )
    const up = await evaluated({ methods: ['ensemble'], scores: [path], bed, record })
    await csv(
      'mine',
      names().map((_, at) => -at),
    )
    const down = await evaluated({ methods: ['ensemble'], scores: [path], bed, record })
    expect(perRater(down, 'scores:mine')).toEqual(perRater(up, 'scores:mine').map(([rater, value]) => [rater, -value]))
    expect(perRater(down, 'ensemble')).toEqual(perRater(up, 'ensemble'))
  })
})

describe('a bed that the caller opened', () => {
  it('serves several evaluations, of all its photos or some, and stays open', async () => {
    const own = await evaluated({ methods: ['ensemble'] })
    const lent = await evaluated({ methods: ['ensemble'], bed })
    expect(perRater(lent, 'ensemble')).toEqual(perRater(own, 'ensemble'))
    const half = await evaluated({ methods: ['best-single'], bed, where: [{ column: 'set', value: '1' }] })
    expect([half.photos, half.evaluation.raters]).toEqual([12, 4])
    await expect(bed.pixels([0])).resolves.toHaveLength(3 * 8 * 8)
  })

  it('must hold all photos of the database', async () => {
    const less = { ...bed, photos: bed.photos.slice(2) }
    await expect(evaluated({ bed: less })).rejects.toThrow(/the bed lacks 2 photos of database/)
  })
})

describe('coefficients of methods that merge', () => {
  it('are kept for each rater, as means over layers and trials, and come back from a record', async () => {
    const record = join(folder, 'merges.jsonl')
    const options = { methods: ['uniform-merge', 'paper-linear', 'ensemble'], steps: 20, bed, record }
    const { evaluation } = await evaluated(options)
    const of = (label: string) => evaluation.methods[label]!['4']!.perRater.map(({ coefficients }) => coefficients)
    for (const each of of('uniform-merge')) for (const value of each!) expect(value).toBeCloseTo(1 / 3, 6)
    expect(new Set(of('paper-linear').map((each) => JSON.stringify(each))).size).toBe(8)
    for (const each of of('paper-linear')) expect(each).toHaveLength(3)
    expect(of('ensemble')).toEqual(Array.from({ length: 8 }))
    expect((await evaluated(options)).evaluation).toEqual(evaluation)
  })
})
