import { describe, expect, it } from 'vitest'
import { createRandom, type Random, ShapeError, srocc } from '../../core/index.ts'
import { type Evidence, photosOf } from './evidence.ts'
import { nextPair, nextPhotos } from './next.ts'
import { fitPosterior, type Posterior, type Prior, type Rows } from './posterior.ts'

const COUNT = 150
const WIDTH = 10
const SHOTS = 10
const everybody = Array.from({ length: COUNT }, (_, photo) => photo)

/** A library whose columns matter less and less, as whitened embeddings do, with a few photos like no other. */
function libraryOf(random: Random): Rows {
  const data = new Float64Array(COUNT * WIDTH)
  for (let photo = 0; photo < COUNT; photo++) {
    const stretch = random.uniform() < 0.03 ? 4 : 1
    for (let at = 0; at < WIDTH; at++) data[photo * WIDTH + at] = (stretch * random.normal()) / (1 + 0.15 * at)
  }
  return { count: COUNT, width: WIDTH, data }
}

function scoresOf({ data, width, count }: Rows, weights: Float64Array): number[] {
  return Array.from({ length: count }, (_, photo) =>
    weights.reduce((sum, w, at) => sum + w * data[photo * width + at]!, 0),
  )
}

const WEAK: Prior = { mean: new Float64Array(WIDTH), deviation: new Float64Array(WIDTH).fill(1) }
const INFORMED: Prior = {
  mean: Float64Array.from({ length: WIDTH }, (_, at) => (at === 0 ? 1.5 : 0)),
  deviation: new Float64Array(WIDTH).fill(0.3),
}

/** Mean gain in SROCC over random choice at equal ratings, over simulated people drawn from the prior. */
function gainOverRandom(
  prior: Prior,
  { people, ask }: { readonly people: number; readonly ask: 'photos' | 'pairs' },
): number {
  let gain = 0
  for (let person = 0; person < people; person++) {
    const random = createRandom(`person ${person}`)
    const rows = libraryOf(random)
    const truth = scoresOf(
      rows,
      prior.mean.map((mean, at) => mean + prior.deviation[at]! * random.normal()),
    )
    const noise = truth.map(() => logistic(random))
    const star = (photo: number): Evidence => {
      const felt = truth[photo]! + noise[photo]!
      const stars = 1 + [-2, -0.7, 0.6, 1.8].filter((threshold) => felt > threshold).length
      return { kind: 'star', photo, stars: stars as 1 | 2 | 3 | 4 | 5 }
    }
    const duel = ([left, right]: readonly [number, number]): Evidence => {
      const winner = truth[left]! - truth[right]! + logistic(random) > 0 ? 'left' : 'right'
      return { kind: 'duel', left, right, winner }
    }
    const agreement = (evidence: readonly Evidence[]): number =>
      srocc(scoresOf(rows, fitPosterior({ prior, rows, evidence }).weights), truth)

    const drawn = random.sample(everybody, 2 * SHOTS)
    if (ask === 'photos') {
      const posterior = fitPosterior({ prior, rows, evidence: [] })
      const chosen = nextPhotos({ posterior, rows, count: SHOTS, random })
      gain += agreement(chosen.map(star)) - agreement(drawn.slice(0, SHOTS).map(star))
    } else {
      const asked: Evidence[] = []
      for (let turn = 0; turn < SHOTS; turn++) {
        const posterior = fitPosterior({ prior, rows, evidence: asked })
        const exclude = new Set(asked.flatMap(photosOf))
        asked.push(duel(nextPair({ posterior, rows, exclude, random })!))
      }
      const pairs = Array.from({ length: SHOTS }, (_, at) => [drawn[2 * at]!, drawn[2 * at + 1]!] as const)
      gain += agreement(asked) - agreement(pairs.map(duel))
    }
  }
  return gain / people
}

function logistic(random: Random): number {
  const uniform = random.uniform()
  return Math.log((uniform + 1e-12) / (1 - uniform))
}

describe('what to ask next, on simulated people', () => {
  it('learns more from ten photos than random choice, much more where the prior knows little', () => {
    expect(gainOverRandom(WEAK, { people: 40, ask: 'photos' })).toBeGreaterThan(0.06)
    expect(gainOverRandom(INFORMED, { people: 40, ask: 'photos' })).toBeGreaterThan(-0.005)
  })

  it('learns more from ten pairs than random choice, much more where the prior knows little', () => {
    // Eighty people, for one person's gain varies by .2: the mean of fifteen would say little.
    expect(gainOverRandom(WEAK, { people: 80, ask: 'pairs' })).toBeGreaterThan(0.06)
    expect(gainOverRandom(INFORMED, { people: 30, ask: 'pairs' })).toBeGreaterThan(-0.005)
  }, 60_000)
})

describe('the choice of photos', () => {
  const rows = libraryOf(createRandom('library'))
  const open = (table: Rows, prior: Prior): Posterior => fitPosterior({ prior, rows: table, evidence: [] })
  const posterior = open(rows, WEAK)

  it('is what a direct computation of the criterion chooses', () => {
    const { covariance } = fitPosterior({ prior: WEAK, rows, evidence: [{ kind: 'star', photo: 7, stars: 5 }] })
    const changed = { ...posterior, covariance }
    const mean = Array.from(
      { length: WIDTH },
      (_, at) => everybody.reduce((s, n) => s + rows.data[n * WIDTH + at]!, 0) / COUNT,
    )
    const x = everybody.map((photo) => mean.map((centre, at) => rows.data[photo * WIDTH + at]! - centre))
    const vx = x.map((row) => covariance.to2DArray().map((line) => line.reduce((s, v, at) => s + v * row[at]!, 0)))
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((s, value, at) => s + value * b[at]!, 0)
    // x' V C V x = mean over the library of (x' V y)^2.
    const gains = x.map(
      (row, at) =>
        dot(
          x.map((y) => dot(y, vx[at]!) ** 2),
          x.map(() => 1 / COUNT),
        ) /
        (dot(row, vx[at]!) + 3),
    )
    const [first] = nextPhotos({ posterior: changed, rows, count: 1, random: createRandom(1) })
    expect(first).toBe(gains.indexOf(Math.max(...gains)))
  })

  it('prefers a photo that tells about many to an outlier of the largest uncertainty', () => {
    // Photo 0 alone has column 1, at a variance far above all others; the rest share column 0.
    const random = createRandom('outlier')
    const data = Float64Array.from({ length: 400 }, (_, at) =>
      at % 2 === 0 && at > 1 ? 1.5 * random.normal() : at === 1 ? 6 : 0,
    )
    const table = { count: 200, width: 2, data }
    const prior = { mean: new Float64Array(2), deviation: Float64Array.from([1, 1]) }
    const variances = Array.from({ length: 200 }, (_, photo) => data[2 * photo]! ** 2 + data[2 * photo + 1]! ** 2)
    expect(variances.indexOf(Math.max(...variances))).toBe(0)
    const [first] = nextPhotos({ posterior: open(table, prior), rows: table, count: 1, random })
    expect(first).not.toBe(0)
  })

  it('never asks twice about photos that cannot be told apart', () => {
    const data = Float64Array.from({ length: COUNT * WIDTH }, (_, at) => rows.data[at % (20 * WIDTH)]!)
    const table = { ...rows, data }
    const chosen = nextPhotos({ posterior: open(table, WEAK), rows: table, count: 8, random: createRandom(2) })
    expect(new Set(chosen.map((photo) => photo % 20)).size).toBe(8)
  })

  it('leaves out excluded photos, and asks about all that are left where they are few', () => {
    const exclude = new Set(everybody.slice(5))
    const options = { posterior, rows, exclude, random: createRandom(3) }
    expect([...nextPhotos({ ...options, count: 10 })].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    expect(nextPair(options)!.every((photo) => photo < 5)).toBe(true)
    expect(nextPair({ ...options, exclude: new Set(everybody.slice(1)) })).toBeUndefined()
    expect(nextPhotos({ ...options, exclude: new Set(everybody), count: 3 })).toEqual([])
  })

  it('is the same for the same seed, also where the library is larger than what is looked at', () => {
    const random = createRandom('large')
    const large = {
      count: 5000,
      width: WIDTH,
      data: Float32Array.from({ length: 5000 * WIDTH }, () => random.normal()),
    }
    const choose = (): readonly number[] => nextPhotos({ posterior, rows: large, count: 10, random: createRandom(4) })
    expect(choose()).toEqual(choose())
    expect(new Set(choose()).size).toBe(10)
  })

  it('asks for a pair of different photos even where nothing is left to learn', () => {
    const settled = open(rows, { mean: WEAK.mean, deviation: new Float64Array(WIDTH) })
    const [a, b] = nextPair({ posterior: settled, rows, random: createRandom(5) })!
    expect(a).not.toBe(b)
  })

  it('refuses rows of another width', () => {
    const narrow = { count: 2, width: 1, data: new Float64Array(2) }
    expect(() => nextPhotos({ posterior, rows: narrow, count: 1, random: createRandom(6) })).toThrow(ShapeError)
  })
})
