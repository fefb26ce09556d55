import { copyFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniReproduction, writeMiniReproduction } from '../../test/support/mini-reproduction.ts'
import { CancelledError, srocc } from '../core/index.ts'
import { importerNamed, openPublished } from '../databases/index.ts'
import { drawSupport } from '../evaluate/index.ts'
import { openEngine } from '../graph/index.ts'
import { openBed } from '../personalize/index.ts'
import { openPackAndBase } from '../task-vectors/index.ts'
import { measureOnPacks } from './measure.ts'
import { type Absent, isAbsent, type PersonalResult } from './measurements.ts'
import { presentDatabases } from './present-databases.ts'
import { reproduce, type ReproduceOptions } from './reproduce.ts'
import { paperProtocol, type ReproduceSettings } from './settings.ts'
import { testRatings } from './test-raters.ts'

const settings = { ...paperProtocol, trials: 2, shots: [3, 6], steps: 2 }

describe('measuring on packs', () => {
  let folder: string
  let world: MiniReproduction
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palate-measure-'))
    world = await writeMiniReproduction(folder)
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const open = async (
    pack: string,
    { data = world.data, ...changes }: Partial<ReproduceSettings> & { data?: string } = {},
  ) =>
    measureOnPacks({
      packs: [await openPackAndBase(pack, world.home)],
      databases: await presentDatabases(data),
      engine: openEngine({ threads: 1 }),
      settings: { ...settings, ...changes },
      records: join(folder, 'records'),
    })

  it('judges the raters of the paper, with coefficients and zero-shot figures of each', async () => {
    const measurements = await open('mini')
    const [pack] = measurements.packs
    const result = present(await measurements.personal({ pack: pack!, database: 'flickr-aes', variant: 'ours' }))
    // Of four workers the fixture's list names two as test workers.
    expect(result.zeroShot.map(({ rater }) => rater)).toEqual(['A2WORKER', 'A3WORKER'])
    for (const k of ['3', '6']) {
      const { mean, raters } = result.shots[k]!
      expect(mean).toBeCloseTo(
        raters.reduce((sum, rater) => sum + rater.srocc / raters.length, 0),
        12,
      )
      // Layer by layer the coefficients begin as a softmax, and two steps of .01 move them little.
      for (const { coefficients } of raters) {
        expect(coefficients).toHaveLength(6)
        expect(coefficients!.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 0)
      }
    }
    await measurements.close()
  }, 60_000)

  it('judges some of the vectors as a pack of their own: their models are the same, their coefficients fewer', async () => {
    const measurements = await open('mini')
    const [pack] = measurements.packs
    const request = { pack: pack!, database: 'real-cur', variant: 'ours' } as const
    const whole = present(await measurements.personal(request))
    const two = present(await measurements.personal({ ...request, vectors: ['spaq', 'ava'] }))
    expect(two.zeroShot.map((each) => each.srocc)).toEqual(whole.zeroShot.map(({ srocc: six }) => [six[5], six[0]]))
    expect(two.shots['3']!.raters[0]!.coefficients).toHaveLength(2)
    expect(await measurements.personal({ ...request, vectors: pack!.vectors.toReversed() })).toBe(whole)
    await measurements.close()
  }, 60_000)

  it('holds all that a pack has seen against its parts too, which share its head', async () => {
    const request = { database: 'real-cur', variant: 'ours', vectors: ['spaq'] } as const
    const refusing = await open('leaky')
    const refused = await refusing.personal({ ...request, pack: refusing.packs[0]! })
    // It is the vector of AVA that has seen them.
    expect(refused).toEqual({ absent: expect.stringContaining('trained on 4 of these photos') })
    expect(refusing.findings).toMatchObject([{ pack: 'leaky', database: 'real-cur', done: 'refused' }])
    await refusing.close()
    const excluding = await open('leaky', { excludeSeen: true })
    const [pack] = excluding.packs
    const [part, whole] = [
      present(await excluding.personal({ ...request, pack: pack! })),
      present(await excluding.personal({ ...request, pack: pack!, vectors: pack!.vectors })),
    ]
    expect(part.zeroShot.map(({ srocc: [spaq] }) => spaq)).toEqual(whole.zeroShot.map(({ srocc: own }) => own[5]))
    await excluding.close()
  }, 60_000)

  it('sets beside each rater what the vectors’ own models reach on the photos that are tested', async () => {
    const measurements = await open('mini')
    const [pack] = measurements.packs
    const { shots } = present(await measurements.personal({ pack: pack!, database: 'flickr-aes', variant: 'ours' }))
    await measurements.close()
    const published = await openPublished(importerNamed('flickr-aes'), join(world.data, 'flickr-aes'))
    const { images, rows } = testRatings('flickr-aes', published)
    const engine = openEngine({ threads: 1 })
    const bed = await openBed({ ...(await openPackAndBase('mini', world.home)), engine, paths: images })
    const table = await bed.databaseScores()
    const own = rows.filter(({ rater }) => rater === 'A2WORKER')
    const rater = {
      id: 'A2WORKER',
      photos: own.map(({ image }) => images.indexOf(image)),
      scores: own.map(({ score }) => score),
    }
    const sroccs = [0, 1].flatMap((trial) => {
      const { test } = drawSupport(rater, { seed: settings.seed, trial, shots: 3 })
      const scoresOf = (vector: number): number[] => test.photos.map((photo) => table[photo * 6 + vector]!)
      return pack!.vectors.map((_, vector) => srocc(scoresOf(vector), test.scores))
    })
    await bed.close()
    const found = shots['3']!.raters.find((each) => each.rater === 'A2WORKER')!
    expect(found.meanZeroShot).toBeCloseTo(
      sroccs.reduce((sum, each) => sum + each / sroccs.length, 0),
      9,
    )
  }, 60_000)

  it('judges at the numbers of photos that somebody has, and says how many raters that are', async () => {
    const measurements = await open('mini', { shots: [3, 100] })
    const request = { pack: measurements.packs[0]!, database: 'real-cur' } as const
    const result = present(await measurements.personal({ ...request, variant: 'ours' }))
    expect(Object.keys(result.shots)).toEqual(['3'])
    expect(measurements.failures).toEqual([])
    expect(measurements.notesOn({ ...request, of: 'raters' })).toEqual([
      'mini on real-cur: 2 raters judged where the paper has 14',
    ])
    await measurements.close()
  }, 60_000)

  it('judges anew after a photo was mended, and from its records wherever the data lie', async () => {
    const data = join(folder, 'moved')
    await cp(join(world.data, 'real-cur'), join(data, 'real-cur'), { recursive: true })
    const judge = async (from: string): Promise<PersonalResult> => {
      const measurements = await open('mini', { data: from, seed: 7 })
      const request = { pack: measurements.packs[0]!, database: 'real-cur', variant: 'ours' } as const
      const result = present(await measurements.personal(request))
      await measurements.close()
      return result
    }
    const recorded = async (): Promise<number> => (await readdir(join(folder, 'records'))).length
    const first = await judge(world.data)
    const before = await recorded()
    expect(await judge(data)).toEqual(first)
    expect(await recorded()).toBe(before)
    const [one, other] = (await openPublished(importerNamed('real-cur'), join(data, 'real-cur'))).images
    await copyFile(one!, other!)
    expect((await judge(data)).zeroShot).not.toEqual(first.zeroShot)
    expect(await recorded()).toBe(before + 1)
  }, 60_000)

  it('judges a database without a split on the photos that the vector was not trained on', async () => {
    const measurements = await open('mini')
    const [pack] = measurements.packs
    expect(await measurements.general({ pack: pack!, database: 'spaq' })).toMatchObject({ photos: 16, official: false })
    expect(measurements.notesOn({ pack: pack!, database: 'spaq', of: 'test split' })).toEqual([
      'mini on spaq: judged on 16 photos that the pack was not trained on: its files name no official split',
    ])
    expect(await measurements.general({ pack: pack!, database: 'koniq-10k' })).toMatchObject({ official: true })
    expect(measurements.failures).toEqual([])
    await measurements.close()
  }, 60_000)

  it('goes on from its records after it was stopped, to the same results', async () => {
    const options: ReproduceOptions = {
      data: world.data,
      out: join(folder, 'whole'),
      packs: [await openPackAndBase('mini', world.home)],
      engine: openEngine({ threads: 1 }),
      settings,
      only: ['table2', 'table6'],
      versions: {},
    }
    const whole = await reproduce(options)
    const controller = new AbortController()
    const stopped = reproduce({
      ...options,
      out: join(folder, 'stopped'),
      signal: controller.signal,
      progress: {
        report: ({ label, done }) => {
          if (label === 'table6: judging' && done === 3) controller.abort(new CancelledError('stopped'))
        },
      },
    })
    await expect(stopped).rejects.toThrow(
      new CancelledError('stopped at table6; the same command goes on from the records'),
    )
    const resumed: string[] = []
    const progress = { report: ({ label }: { readonly label: string }) => void resumed.push(label) }
    const again = await reproduce({ ...options, out: join(folder, 'stopped'), progress })
    expect(again.document).toEqual(whole.document)
    expect(resumed).toContain('table6: judging')
  }, 60_000)
})

function present(result: PersonalResult | Absent): PersonalResult {
  if (isAbsent(result)) throw new Error(result.absent)
  return result
}
