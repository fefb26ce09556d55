import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goldenSet, relativeError } from '../../test/support/golden.ts'
import { temporaryFolder } from '../../test/support/mini-vectors.ts'
import { CancelledError, createRandom, type NamedTensors, type Tensor, UsageError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { type Base, hashTensors, randomTower, type TowerConfig, towerLayers } from '../model/index.ts'
import { distil, type DistilOptions } from './distil.ts'
import type { PhaseSettings } from './presets.ts'
import type { CropSource } from './random-crops.ts'

interface Case {
  readonly name: string
  readonly student: TowerConfig
  /** Before each step. */
  readonly losses: readonly number[]
  /** After 0, 1 .. steps. */
  readonly measured: readonly { readonly plcc: number; readonly srocc: number }[]
}

const golden = await goldenSet<Case>('distil')
const { teacher: tower, settings: schedule } = golden.document as object as {
  readonly teacher: TowerConfig
  readonly settings: {
    readonly start: number
    readonly end: number
    readonly steps: number
    readonly weightDecay: number
  }
}
const engine = openEngine({ threads: 1 })
const parameters = layersOf('teacher', tower)
const teacher: Base = {
  name: 'teacher',
  hash: hashTensors(parameters),
  architecture: 'custom',
  source: 'test/oracle/distil.py',
  tower,
  preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  parameters,
}
const settings: PhaseSettings = {
  steps: schedule.steps,
  batch: 16,
  startRate: schedule.start,
  endRate: schedule.end,
  weightDecay: schedule.weightDecay,
  evaluateEvery: 1,
  patience: 100,
}

function layersOf(name: string, config: TowerConfig): NamedTensors {
  return new Map(
    towerLayers(config).map((layer): [string, Tensor] => [layer.name, golden.tensor(`${name}/in/${layer.name}`)]),
  )
}

function cropsOf(name: string): readonly Uint8Array[] {
  const { shape, data } = golden.tensor(name)
  const size = data.length / shape[0]!
  return Array.from({ length: shape[0]! }, (_, at) => Uint8Array.from(data.subarray(at * size, (at + 1) * size)))
}

/** 120 photos of which every batch shows the crops of the golden set in turn, wherever it looks. */
const goldenPhotos: CropSource = {
  count: 120,
  random: (positions) => positions.map((_, at) => cropsOf('in/crops')[at % 16]!),
  centre: (positions) => positions.map((_, at) => cropsOf('in/validation')[at]!),
}

/** 40 photos of random patches; a random crop is one of them in another light. */
const photos: CropSource = {
  count: 40,
  random(positions, { side, seed }) {
    const random = createRandom(seed)
    return positions.map((photo) => patches(photo, side, 0.7 + 0.6 * random.uniform()))
  },
  centre: (positions, side) => positions.map((photo) => patches(photo, side, 1)),
}

function patches(photo: number, side: number, light: number): Uint8Array {
  const random = createRandom(`patches ${photo}`)
  const colours = Array.from({ length: 4 * 3 }, () => 30 + 120 * random.uniform())
  return Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3 / side), Math.floor(at / 3) % side]
    const quarter = 2 * Math.floor((2 * row) / side) + Math.floor((2 * column) / side)
    return light * colours[3 * quarter + (at % 3)]! + 8 * random.uniform()
  })
}

const narrow: TowerConfig = { ...tower, depth: 1, width: 6, mlpWidth: 12 }

async function options(more: Partial<DistilOptions> = {}): Promise<DistilOptions> {
  return {
    engine,
    teacher,
    student: narrow,
    start: randomTower(narrow, createRandom('student')),
    photos,
    settings: { ...settings, steps: 12, batch: 8, evaluateEvery: 4 },
    work: await temporaryFolder(),
    seed: 1,
    now: () => 0,
    ...more,
  }
}

describe('distilling a tower', () => {
  it.each(golden.document.cases)(
    '$name: loses what PyTorch loses, step by step, and correlates as SciPy says',
    async ({ name, student, losses, measured }) => {
      const start = layersOf(name, student)
      const { result } = await distil(await options({ student, start, photos: goldenPhotos, settings }))
      const found = result.curve.slice(1).map(({ loss }) => loss!)
      expect(relativeError(found, losses)).toBeLessThan(1e-4)
      for (const [step, { plcc, srocc }] of measured.entries()) {
        expect(result.curve[step]!.plcc).toBeCloseTo(plcc, 4)
        expect(result.curve[step]!.srocc).toBeCloseTo(srocc, 6)
      }
    },
  )

  it('has nothing to teach a student that is the teacher', async () => {
    const same = { student: tower, start: teacher.parameters, settings: { ...settings, steps: 1, startRate: 1e-9 } }
    const { result } = await distil(await options(same))
    expect(result.curve[0]).toMatchObject({ step: 0, loss: null })
    expect(result.curve[0]!.plcc).toBeCloseTo(1, 6)
    expect(result.curve[0]!.srocc).toBeCloseTo(1, 6)
    expect(result.curve[1]!.loss).toBeLessThan(1e-9)
  })

  it('teaches a narrower student with other blocks, and gives back its tower without what it was compared through', async () => {
    const teaching = await options({ settings: { ...settings, steps: 60, batch: 8, evaluateEvery: 10 } })
    const before = new Map([...teaching.start].map(([name, { data }]) => [name, data.slice()]))
    const { parameters: taught, result } = await distil(teaching)
    expect([...taught].map(([name, { shape }]) => ({ name, shape }))).toEqual(towerLayers(narrow))
    expect(result.curve.at(-1)!.loss).toBeLessThan(result.curve[1]!.loss! / 2)
    expect(result.best.plcc).toBeGreaterThan(result.curve[0]!.plcc + 0.3)
    for (const [name, { data }] of teaching.start) expect(data).toEqual(before.get(name))
  })

  it('goes on where it was stopped, with the same bits', async () => {
    const whole = await distil(await options())
    const stop = new AbortController()
    const work = await temporaryFolder()
    const report = ({ done }: { readonly done: number }) => (done === 6 ? stop.abort() : undefined)
    const stopped = distil(await options({ work, signal: stop.signal, progress: { report } }))
    await expect(stopped).rejects.toThrow(
      new CancelledError('stopped distilling at step 6 of 12; the same command goes on from there'),
    )
    const steps: number[] = []
    const resumed = await distil(await options({ work, progress: { report: ({ done }) => void steps.push(done) } }))
    expect(steps).toEqual([7, 8, 9, 10, 11, 12])
    expect(resumed.result).toEqual(whole.result)
    expect([...resumed.parameters]).toEqual([...whole.parameters])
    steps.length = 0
    const again = await distil(await options({ work, progress: { report: ({ done }) => void steps.push(done) } }))
    expect(steps).toEqual([])
    expect([...again.parameters]).toEqual([...whole.parameters])
  })

  it('does not take one student for another that began elsewhere', async () => {
    const work = await temporaryFolder()
    const one = await distil(await options({ work }))
    const other = await distil(await options({ work, start: randomTower(narrow, createRandom('another')) }))
    expect(other.result.curve[0]).not.toEqual(one.result.curve[0])
  })

  it.each([
    {
      what: 'sees other patches',
      more: { student: { ...narrow, patchSize: 8 } },
      says: 'the same image in the same patches',
    },
    {
      what: 'sees a larger image',
      more: { student: { ...narrow, imageSize: 16, patchSize: 8 } },
      says: 'the same image',
    },
    {
      what: 'learns from a batch of 12',
      more: { settings: { ...settings, batch: 12 } },
      says: 'a batch must be a multiple of 8 crops, got 12',
    },
    {
      what: 'learns from 9 photos',
      more: { photos: { ...photos, count: 9 } },
      says: 'at least 10 photos are needed, got 9',
    },
  ])('refuses a student that $what', async ({ more, says }) => {
    const refused = distil(await options({ ...more, work: join(await temporaryFolder(), 'work') }))
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(says)
  })
})
