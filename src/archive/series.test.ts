import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { type Frame, later, libraryOf } from '../../test/support/archive-frames.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { findPhotos, perceptualHash, type Pixels, readImage } from '../image/index.ts'
import { countGroups, membersOf, type SeriesLibrary, type SeriesSettings, seriesOf, shootsOf } from './index.ts'

const NOON = '2024-05-31T12:00:00'

interface Shot extends Omit<Frame, 'at'> {
  /** Seconds; undefined for no time. */
  readonly at?: number | undefined
}

const framesOf = (shots: readonly Shot[]): readonly Frame[] =>
  shots.map(({ at, ...shot }) => ({ ...shot, at: at === undefined ? undefined : later(NOON, at) }))

/** Names of the frames of each series, series by their first name. */
function namesOf(
  shots: readonly Shot[],
  settings: Partial<SeriesSettings> = {},
  descriptors?: SeriesLibrary['descriptors'],
): readonly (readonly string[])[] {
  const library = libraryOf(framesOf(shots))
  const series = seriesOf(
    descriptors === undefined ? library : { ...library, descriptors },
    shootsOf(library),
    settings,
  )
  return Array.from({ length: countGroups(series) }, (_, at) =>
    Array.from(membersOf(series, at), (place) => shots[place]!.name),
  ).sort(([a], [b]) => (a! < b! ? -1 : 1))
}

const [A, B] = ['0'.repeat(32), 'f'.repeat(32)]
/** Differs from A in so many bits. */
const near = (bits: number): string => (2n ** BigInt(bits) - 1n).toString(16).padStart(32, '0')

describe('series', () => {
  it('are neighbours in time that look alike, in order of time whatever their names', () => {
    const shots = [
      { name: '3', at: 0, hash: A },
      { name: '2', at: 5, hash: near(3) },
      { name: '1', at: 60, hash: A },
      { name: '4', at: 70, hash: B },
      { name: '5', at: 80, hash: A },
    ]
    expect(namesOf(shots)).toEqual([['3', '2', '1'], ['4'], ['5']])
  })

  it('end after a minute, after 20 bits, and with the folder', () => {
    const two = (second: Partial<Shot>) =>
      namesOf([
        { name: 'a', at: 0 },
        { name: 'b', at: 1, ...second },
      ]).length
    expect(two({ at: 60 })).toBe(1)
    expect(two({ at: 61 })).toBe(2)
    expect(two({ hash: near(20) })).toBe(1)
    expect(two({ hash: near(21) })).toBe(2)
    expect(two({ folder: 'other' })).toBe(2)
  })

  it('go on where another camera took frames between', () => {
    const shots = [0, 1, 2, 3, 4, 5].map((at) => ({
      name: `${at}`,
      at,
      camera: at % 2 === 0 ? 'A' : 'B',
      hash: at % 2 === 0 ? A : B,
    }))
    expect(namesOf(shots)).toEqual([
      ['0', '2', '4'],
      ['1', '3', '5'],
    ])
  })

  it('never join two cameras, and never two shoots', () => {
    expect(
      namesOf([
        { name: 'a', at: 0, camera: 'A' },
        { name: 'b', at: 1, camera: 'B' },
        { name: 'c', at: 2 },
      ]),
    ).toHaveLength(3)
    const shots = [0, 3600 * 7].map((at) => ({ name: `${at}`, at }))
    expect(namesOf(shots, { pauseSeconds: 1e6 })).toHaveLength(2)
  })

  it('are neighbours by name, as people count, where no time is known, and never with photos that have one', () => {
    const shots = [
      { name: 'IMG_10', hash: A },
      { name: 'img_9', hash: A },
      { name: 'IMG_11', hash: B },
      { name: 'IMG_2', hash: B },
      { name: 'IMG_1', at: 3, hash: B },
    ]
    expect(namesOf(shots)).toEqual([['IMG_1'], ['IMG_11'], ['IMG_2'], ['img_9', 'IMG_10']])
  })

  it('take frames with times for the same where their embeddings are alike, whatever their hashes', () => {
    const shots = [A, B, A].map((hash, at) => ({ name: `${at}`, at, hash }))
    const descriptors = { width: 2, embedding: Int8Array.from([100, 0, 90, 40, 0, 100]) } // cosines 0.914 and 0.406
    expect(namesOf(shots, {}, descriptors)).toEqual([['0', '1'], ['2']])
    expect(namesOf(shots, { likeness: 0.4 }, descriptors)).toEqual([['0', '1', '2']])
    expect(namesOf(shots, { likeness: 2 }, descriptors)).toHaveLength(3)
    expect(namesOf(shots, {}, { width: 2, embedding: new Int8Array(6) })).toHaveLength(3)
    expect(namesOf(shots)).toHaveLength(3)
    const undated = shots.map(({ name, hash }) => ({ name, hash }))
    expect(namesOf(undated, {}, descriptors)).toHaveLength(3)
  })

  it('part all photos, the same ones in whatever order they come', () => {
    const shot = fc.record({
      folder: fc.constantFrom('a', 'b', 'c'),
      camera: fc.constantFrom('A', 'B'),
      at: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
      hash: fc.constantFrom(A, near(8), near(18), near(36), B),
    })
    const shots = fc.array(shot, { maxLength: 30 }).map((some) => some.map((each, at) => ({ ...each, name: `${at}` })))
    const shuffled = shots.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const library = libraryOf(framesOf(all))
        const shoots = shootsOf(library)
        const { of, starts, members } = seriesOf(library, shoots)
        expect([...members].sort((a, b) => a - b)).toEqual([...all.keys()])
        expect(starts[0]).toBe(0)
        expect(starts.at(-1)).toBe(all.length)
        for (let series = 0; series < starts.length - 1; series++) {
          expect(starts[series + 1]).toBeGreaterThan(starts[series]!)
          const own = members.subarray(starts[series], starts[series + 1])
          for (const place of own) expect(of[place]).toBe(series)
          expect(new Set(Array.from(own, (place) => shoots.of[place])).size).toBe(1)
        }
        expect(namesOf(other)).toEqual(namesOf(all))
      }),
    )
  })

  it('are none without photos', () => {
    expect(namesOf([])).toEqual([])
  })
})

describeWithShared('series of real photos', ['photos'], (folder) => {
  it('take what was cut a little or lit otherwise for the same, and no two different photos', async () => {
    const paths = (await findPhotos([folder])).filter((_, at) => at % 3 === 0)
    const shots: Shot[] = []
    for (const [at, path] of paths.entries()) {
      const photo = await readImage(path)
      const { width, height } = photo
      const part = (share: number) => ({
        left: Math.floor(share * width),
        top: Math.floor(share * height),
        width: Math.floor((1 - 2 * share) * width),
        height: Math.floor((1 - 2 * share) * height),
      })
      const image = () => sharp(photo.data, { raw: { width, height, channels: 3 } })
      const variants = [
        image(),
        image().extract(part(0.01)),
        image().extract(part(0.02)),
        image().modulate({ brightness: 1.15 }),
        image().modulate({ brightness: 0.8 }),
      ]
      for (const [number, variant] of variants.entries())
        shots.push({ name: `${at}-${number}`, at: 10 * at + number, hash: perceptualHash(await pixelsOf(variant)) })
    }
    const found = namesOf(shots)
    const wanted = paths.map((_, at) => [0, 1, 2, 3, 4].map((number) => `${at}-${number}`))
    expect(found).toEqual(wanted.toSorted(([a], [b]) => (a! < b! ? -1 : 1)))
    expect(paths.length).toBeGreaterThan(10)
  })
})

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}
