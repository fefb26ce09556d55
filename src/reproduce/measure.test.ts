import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniReproduction, writeMiniReproduction } from '../../test/support/mini-reproduction.ts'
import { CancelledError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { openPackAndBase } from '../task-vectors/index.ts'
import { measureOnPacks } from './measure.ts'
import { type Absent, isAbsent, type PersonalResult } from './measurements.ts'
import { presentDatabases } from './present-databases.ts'
import { reproduce, type ReproduceOptions } from './reproduce.ts'
import { paperProtocol } from './settings.ts'

const settings = { ...paperProtocol, trials: 2, shots: [3, 6], steps: 2 }

describe('measuring on packs', () => {
  let folder: string
  let world: MiniReproduction
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palate-measure-'))
    world = await writeMiniReproduction(folder)
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const open = async (pack: string) =>
    measureOnPacks({
      packs: [await openPackAndBase(pack, world.home)],
      databases: await presentDatabases(world.data),
      engine: openEngine({ threads: 1 }),
      settings,
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
        raters.reduce((sum, { srocc }) => sum + srocc / raters.length, 0),
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
    expect(two.zeroShot.map(({ srocc }) => srocc)).toEqual(whole.zeroShot.map(({ srocc }) => [srocc[5], srocc[0]]))
    expect(two.shots['3']!.raters[0]!.coefficients).toHaveLength(2)
    expect(await measurements.personal({ ...request, vectors: pack!.vectors })).toBe(whole)
    await measurements.close()
  }, 60_000)

  it('judges a database without a split on the photos that the vector was not trained on', async () => {
    const measurements = await open('mini')
    const [pack] = measurements.packs
    expect(await measurements.general({ pack: pack!, database: 'spaq' })).toMatchObject({ photos: 16, official: false })
    expect(measurements.notesOn({ pack: pack!, database: 'spaq', of: 'test split' })).toEqual([
      'mini on spaq: judged on 16 photos that the vector was not trained on: there is no official split',
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
    await expect(stopped).rejects.toThrow(CancelledError)
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
