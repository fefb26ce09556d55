import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { describeWithShared } from '../../test/support/shared.ts'
import { findPhotos, hashWords, perceptualHash, type Pixels, readImage } from '../image/index.ts'
import { burstsOf } from './index.ts'

interface Shot {
  readonly name: string
  readonly folder?: number
  /** Seconds; undefined for no time. */
  readonly at?: number | undefined
  readonly hash: string
}

function factsOf(shots: readonly Shot[]) {
  return {
    count: shots.length,
    takenAt: Float64Array.from(shots, ({ at }) => (at === undefined ? NaN : 1000 * at)),
    folder: Int32Array.from(shots, ({ folder = 0 }) => folder),
    names: shots.map(({ name }) => name),
    hashes: hashWords(shots.map(({ hash }) => hash)),
  }
}

/** Names of the photos of each burst, bursts by their first name. */
function namesOf(shots: readonly Shot[]): readonly (readonly string[])[] {
  const { starts, members } = burstsOf(factsOf(shots))
  return Array.from(starts.subarray(0, -1), (start, burst) =>
    Array.from(members.subarray(start, starts[burst + 1]), (place) => shots[place]!.name),
  ).sort(([a], [b]) => (a! < b! ? -1 : 1))
}

const [A, B] = ['0'.repeat(32), 'f'.repeat(32)]
/** Differs from A in so many bits. */
const near = (bits: number): string => (2n ** BigInt(bits) - 1n).toString(16).padStart(32, '0')

describe('bursts', () => {
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
    expect(
      namesOf([
        { name: 'a', at: 0, hash: A },
        { name: 'b', at: 60, hash: A },
      ]),
    ).toHaveLength(1)
    expect(
      namesOf([
        { name: 'a', at: 0, hash: A },
        { name: 'b', at: 61, hash: A },
      ]),
    ).toHaveLength(2)
    expect(
      namesOf([
        { name: 'a', at: 0, hash: A },
        { name: 'b', at: 1, hash: near(20) },
      ]),
    ).toHaveLength(1)
    expect(
      namesOf([
        { name: 'a', at: 0, hash: A },
        { name: 'b', at: 1, hash: near(21) },
      ]),
    ).toHaveLength(2)
    expect(
      namesOf([
        { name: 'a', at: 0, hash: A },
        { name: 'b', at: 1, hash: A, folder: 1 },
      ]),
    ).toHaveLength(2)
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

  it('part all photos, the same ones in whatever order they come', () => {
    const shot = fc.record({
      folder: fc.nat(2),
      at: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
      hash: fc.constantFrom(A, near(8), near(18), near(36), B),
    })
    const shots = fc.array(shot, { maxLength: 30 }).map((some) => some.map((each, at) => ({ ...each, name: `${at}` })))
    const shuffled = shots.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const { of, starts, members } = burstsOf(factsOf(all))
        expect([...members].sort((a, b) => a - b)).toEqual([...all.keys()])
        expect(starts[0]).toBe(0)
        expect(starts.at(-1)).toBe(all.length)
        for (let burst = 0; burst < starts.length - 1; burst++) {
          expect(starts[burst + 1]).toBeGreaterThan(starts[burst]!)
          for (const place of members.subarray(starts[burst], starts[burst + 1])) expect(of[place]).toBe(burst)
        }
        expect(namesOf(other)).toEqual(namesOf(all))
      }),
    )
  })
})

describeWithShared('bursts of real photos', ['photos'], (folder) => {
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
