import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniDatabase } from '../../test/support/mini-database.ts'
import { miniSettings, miniTraining, writeMiniTraining } from '../../test/support/mini-training.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { UsageError } from '../core/index.ts'
import { hashOfTensors, openVectorFile, readAll } from '../task-vectors/index.ts'
import { trainVector, type TrainReport, type TrainVectorOptions } from './index.ts'

describe('phase 1 on photos whose score is their brightness', () => {
  const folder = temporaryFolder()
  let options: TrainVectorOptions
  let report: TrainReport
  beforeAll(async () => {
    await writeMiniTraining(folder)
    options = await miniTraining(folder, { work: join(folder, 'work') })
    report = await trainVector(options)
  }, 60_000)

  it('learns: validation SROCC rises on the frozen features, and again with the backbone', () => {
    const { head, backbone } = report
    expect(head.curve.map(({ step }) => step)).toEqual([0, 10, 20, 30])
    expect(backbone.curve.map(({ step }) => step)).toEqual([0, 8, 16, 24])
    expect(head.best.srocc).toBeGreaterThan(head.curve[0]!.srocc + 0.3)
    expect(head.best.srocc).toBeGreaterThan(0.8)
    // The second phase starts where the first one was best.
    expect(backbone.curve[0]).toMatchObject({ loss: null, srocc: head.best.srocc })
    expect(backbone.best.srocc).toBeGreaterThan(head.best.srocc)
    expect(backbone.curve.at(-1)!.loss).toBeLessThan(0.8 * head.curve[1]!.loss!)
  })

  it('writes a task vector that opens and says what it was made of', async () => {
    const file = await openVectorFile(report.vector)
    const { record } = file
    expect(record.base).toMatchObject({ name: 'mini', hash: options.base.hash })
    expect(record.commonHeadHash).toBe(hashOfTensors(options.commonHead))
    const scores = options.database.report.scoreRange
    expect(record.database).toMatchObject({
      name: 'brightness',
      template: 'ten',
      scoreRange: scores,
      counts: { train: 48, validation: 12 },
      metrics: {
        frozen: { srocc: report.backbone.curve[0]!.srocc },
        fineTuned: { srocc: report.backbone.best.srocc, plcc: report.backbone.best.plcc },
      },
      training: { preset: 'mini', seed: 1, backboneSteps: report.backbone.best.step },
    })
    expect(new Set(file.photos!.map(({ contentHash }) => contentHash)).size).toBe(60)
    // Every layer moved, of the tower as of the head.
    const still = [...(await readAll(file.layers))].filter(([, { data }]) => data.every((value) => value === 0))
    expect(still).toEqual([])
    await file.close()
  })

  it('keeps a run record with settings, counts, hashes and curves, and draws the curves', async () => {
    const record = JSON.parse(await readFile(report.record, 'utf8')) as Record<string, unknown>
    expect(record).toMatchObject({
      settings: miniSettings,
      seed: 1,
      base: { name: 'mini', hash: options.base.hash },
      commonHead: hashOfTensors(options.commonHead),
      photos: { train: 48, validation: 12, skipped: 0 },
      head: { curve: report.head.curve },
      backbone: { curve: report.backbone.curve },
    })
    expect(await readFile(report.picture, 'utf8')).toMatch(/^<svg[^]*brightness: validation SROCC[^]*<\/svg>\s*$/)
  })

  it('gives the same vector bit for bit for the same seed, and another one for another', async () => {
    const again = async (seed: number): Promise<Buffer> => {
      const work = join(folder, `again-${seed}`)
      return readFile((await trainVector(await miniTraining(folder, { work, seed }))).vector)
    }
    const first = await readFile(report.vector)
    expect((await again(1)).equals(first)).toBe(true)
    expect((await again(2)).equals(first)).toBe(false)
  })

  it('trains on the scale that it is told instead of the scores found', async () => {
    const work = join(folder, 'scale')
    const told = await trainVector({
      ...(await miniTraining(folder, { work })),
      range: [0, 200],
      template: 'five',
    })
    const { record, close } = await openVectorFile(told.vector)
    expect(record.database).toMatchObject({ scoreRange: [0, 200], template: 'five' })
    await close()
  })

  it('refuses what cannot be trained, before it starts', async () => {
    const work = join(folder, 'refused')
    const started = { ...options, work, out: join(work, 'vector.safetensors') }
    const tooFew = await miniDatabase(join(folder, 'few'), { count: 7 })
    await expect(trainVector({ ...started, database: tooFew })).rejects.toThrow(
      new UsageError('few has 7 readable rated photos; training needs at least 10'),
    )
    const constant = await miniDatabase(join(folder, 'constant'), { count: 12, constant: true })
    await expect(trainVector({ ...started, database: constant })).rejects.toThrow(
      new UsageError('constant: all photos have the score 3; there is nothing to learn'),
    )
    await expect(trainVector({ ...started, name: 'my photos' })).rejects.toThrow(UsageError)
    await expect(trainVector({ ...started, name: 'my photos' })).rejects.toThrow(
      'a task vector cannot be called "my photos": its name must be a short name',
    )
  })
})
