import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CancelledError, createRandom, type Random, srocc } from '../core/index.ts'
import { bootstrapMeans, differenceInterval, type TrialScores, weightedSrocc } from './bootstrap.ts'

describe('the SROCC of a bootstrap replicate', () => {
  it('equals the SROCC of the photos written out as often as they were drawn', () => {
    const photo = fc.record({
      copies: fc.integer({ min: 0, max: 3 }),
      rating: fc.integer({ min: 1, max: 5 }),
      score: fc.integer({ min: -4, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(photo, { minLength: 1, maxLength: 30 }), (photos) => {
        const written = photos.flatMap((one) => Array.from({ length: one.copies }, () => one))
        const expected = srocc(
          written.map(({ score }) => score),
          written.map(({ rating }) => rating),
        )
        const got = weightedSrocc({
          scores: photos.map(({ score }) => score),
          ratings: photos.map(({ rating }) => rating),
          copies: photos.map(({ copies }) => copies),
        })
        if (!Number.isNaN(expected)) expect(got).toBeCloseTo(expected, 12)
        else if (new Set(written.map(({ rating }) => rating)).size < 2) expect(got).toBeUndefined()
        else expect(got).toBe(0)
      }),
    )
  })
})

interface Golden {
  readonly cases: readonly { readonly name: string; readonly a: readonly number[]; readonly b: readonly number[] }[]
  readonly weighted: readonly {
    readonly name: string
    readonly copies: readonly number[]
    readonly srocc: number | null
  }[]
}

const golden = JSON.parse(readFileSync(new URL('../../test/oracle/metrics.json', import.meta.url), 'utf8')) as Golden

describe("SciPy's Spearman correlation of a bootstrap replicate", () => {
  it.each(golden.weighted.map((one, at) => ({ ...one, ...golden.cases[at]!, srocc: one.srocc })))(
    'is ours: $name',
    ({ a, b, copies, srocc: expected }) => {
      const got = weightedSrocc({ scores: a, ratings: b, copies })
      if (expected !== null) expect(got).toBeCloseTo(expected, 12)
      // SciPy has no number for a constant: scores without order count 0, ratings without order do not count.
      else expect(got).toBe(new Set(b.filter((_, at) => copies[at]! > 0)).size < 2 ? undefined : 0)
    },
  )
})

type Noise = 'of each rater' | 'of each photo'

/**
 * Raters whose ratings are a common taste and one of their own in equal parts; two methods with noise 1 and 1.5: either
 * anew for each rater, as after learning from that rater, or the same for all, as from a model that knows no raters.
 */
function simulate(random: Random, kind: Noise = 'of each rater'): readonly TrialScores[] {
  const photos = Array.from({ length: 40 }, (_, at) => at)
  const common = photos.map(() => random.normal())
  const shared = noises.map((noise) => Float32Array.from(common, (value) => value + noise * random.normal()))
  return Array.from({ length: 20 }, (_, rater) => {
    const ratings = common.map((value) => (value + random.normal()) * Math.SQRT1_2)
    const own = noises.map((noise) => Float32Array.from(ratings, (rating) => rating + noise * random.normal()))
    return { rater, photos, ratings, scores: kind === 'of each rater' ? own : shared }
  })
}

const noises = [1, 1.5]

/** The difference in SROCC of the two methods, from their linear correlations with the ratings (jointly normal). */
function trueDifference(kind: Noise): number {
  const [a, b] = noises.map((noise) => {
    const withTaste = 1 / Math.sqrt(1 + noise * noise)
    const linear = kind === 'of each rater' ? withTaste : Math.SQRT1_2 * withTaste
    return (6 / Math.PI) * Math.asin(linear / 2)
  })
  return a! - b!
}

/** In how many simulated beds the interval holds the true difference, and its width against that of 95 % of the beds. */
async function coverage(kind: Noise, beds: number): Promise<{ readonly covered: number; readonly width: number }> {
  const truth = trueDifference(kind)
  const differences: number[] = []
  let covered = 0
  let width = 0
  for (let bed = 0; bed < beds; bed++) {
    const trials = simulate(createRandom(`bed ${bed}/${kind}`), kind)
    const [a, b] = await bootstrapMeans({ trials, replicates: 200, seed: `${bed}` })
    const { low, high } = differenceInterval(a!, b!)
    if (low <= truth && truth <= high) covered++
    width += (high - low) / beds
    const gains = trials.map(({ ratings, scores }) => srocc(scores[0]!, ratings) - srocc(scores[1]!, ratings))
    differences.push(gains.reduce((sum, gain) => sum + gain, 0) / gains.length)
  }
  const mean = differences.reduce((sum, value) => sum + value, 0) / beds
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (beds - 1)
  return { covered, width: width / (2 * 1.96 * Math.sqrt(variance)) }
}

describe('the bootstrap over raters and photos', () => {
  it('covers a known difference that hangs on the photos in about 95 of 100 beds', async () => {
    const { covered, width } = await coverage('of each photo', 60)
    expect(covered).toBeGreaterThanOrEqual(50) // three standard deviations below 57
    // The spread of 60 beds is itself known to 9 %.
    expect(width).toBeGreaterThan(0.7)
    expect(width).toBeLessThan(1.3)
  })

  it("covers a known difference whose noise is each rater's own, with intervals at most sqrt(3) too wide", async () => {
    // Owen, The pigeonhole bootstrap (2007): independent noise is counted up to three times.
    const { covered, width } = await coverage('of each rater', 60)
    expect(covered).toBeGreaterThanOrEqual(57)
    expect(width).toBeGreaterThan(1)
    expect(width).toBeLessThan(Math.sqrt(3) * 1.27) // three times the 9 % to which the spread is known
  })

  it('sees what hangs on the photos where all raters agree, and the raters alone would tell nothing', async () => {
    const [first] = simulate(createRandom(3), 'of each photo')
    const trials = Array.from({ length: 50 }, (_, rater) => ({ ...first!, rater }))
    const [a, b] = await bootstrapMeans({ trials, replicates: 200, seed: 'x' })
    const { low, high } = differenceInterval(a!, b!)
    expect(high - low).toBeGreaterThan(0.1)
  })

  it('gives the same replicates for the same seed and others for another', async () => {
    const trials = simulate(createRandom(1))
    const run = async (seed: string) => bootstrapMeans({ trials, replicates: 50, seed })
    expect(await run('a')).toEqual(await run('a'))
    expect(await run('b')).not.toEqual(await run('a'))
  })

  it('finds no difference, with no width, between a method and itself under another name', async () => {
    const trials = simulate(createRandom(1)).map((trial) => ({
      ...trial,
      scores: [trial.scores[0]!, trial.scores[0]!.map((score) => score * 2)],
    }))
    const [a, b] = await bootstrapMeans({ trials, replicates: 50, seed: 'a' })
    expect(differenceInterval(a!, b!)).toEqual({ low: 0, high: 0 })
  })

  it('stops when the job is stopped', async () => {
    const trials = simulate(createRandom(1))
    const job = { signal: AbortSignal.abort() }
    await expect(bootstrapMeans({ trials, replicates: 50, seed: 'a', job })).rejects.toThrow(CancelledError)
  })
})
