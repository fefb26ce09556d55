import { describe, expect, it } from 'vitest'
import { createRandom, plcc, UsageError } from '../../core/index.ts'
import type { Table } from '../ridge.ts'
import { learnPrior, type LearnPriorOptions, type RaterGroup, rowsOfNumbers, uninformedPrior } from './learn-prior.ts'

interface Settings {
  readonly penalties: { readonly database: number; readonly embedding: number }
  readonly amplitude: number
  readonly deviations: { readonly first: number; readonly database: number; readonly embedding: number }
  readonly penaltyTable: Readonly<Record<string, number>>
  readonly deviationTable: Readonly<Record<string, number>>
}

interface World {
  readonly photos: number
  readonly raters: number
  readonly databases: number
  readonly width: number
  /** Weights of people in general: (n + m). */
  readonly population: readonly number[]
  /** Deviation of each weight from one person to the next. */
  readonly differ: number
  readonly noise: number
  readonly seed: string
}

/** Two groups of raters, each on photos of their own, who rate by weights of their own and round to 1 .. 9. */
function simulate(world: World): LearnPriorOptions {
  const { photos, raters, databases, width, population, differ, noise, seed } = world
  const random = createRandom(seed)
  const columns = databases + width
  const numbers: Table = {
    rows: 2 * photos,
    columns,
    data: Float32Array.from({ length: 2 * photos * columns }, () => random.normal()),
  }
  const groups = [0, 1].map((group): RaterGroup => {
    const own = Array.from({ length: photos }, (_, at) => group * photos + at)
    return {
      photos: own,
      raters: Array.from({ length: raters }, () => {
        const weights = population.map((weight) => weight + differ * random.normal())
        const liking = (photo: number): number =>
          weights.reduce((sum, weight, at) => sum + weight * numbers.data[photo * columns + at]!, 0)
        const scores = own.map((photo) => Math.round(5 + liking(photo) + noise * random.normal()))
        return { photos: own, scores: scores.map((score) => Math.max(1, Math.min(9, score))) }
      }),
    }
  })
  return { numbers, databases, spread: new Float64Array(width).fill(1), groups, seed: 1 }
}

const settingsOf = (options: LearnPriorOptions): Settings => learnPrior(options).settings as unknown as Settings

const plainWorld: World = {
  photos: 120,
  raters: 5,
  databases: 0,
  width: 4,
  population: [1.2, -0.8, 0.5, 0],
  differ: 0.3,
  noise: 0.5,
  seed: 'plain',
}

describe('learning a prior from raters', () => {
  it('finds what people in general like, over database scores and embedding, as a score of deviation 1', () => {
    const population = [1, 0.4, -0.7, 0.3, 0]
    const world = { ...plainWorld, photos: 60, raters: 4, databases: 2, width: 3, population, seed: 'scores' }
    const options = simulate(world)
    const { prior } = learnPrior(options)
    expect(plcc(prior.score, population)).toBeGreaterThan(0.97)
    const { data, width } = rowsOfNumbers(options.numbers, prior.score)
    const first = Array.from(data).filter((_, at) => at % width === 0)
    const mean = first.reduce((sum, each) => sum + each, 0) / first.length
    expect(first.reduce((sum, each) => sum + (each - mean) ** 2, 0) / first.length).toBeCloseTo(1, 4)
    // Everything else begins at nothing: one person's difference from people in general.
    expect(Array.from(prior.mean).slice(1)).toEqual([0, 0, 0, 0, 0])
    expect(prior.mean[0]).toBeGreaterThan(0)
    expect([prior.mean.length, prior.deviation.length]).toEqual([6, 6])
  })

  it('leaves people more room the more they differ', () => {
    const alike = settingsOf(simulate({ ...plainWorld, differ: 0 }))
    const apart = settingsOf(simulate({ ...plainWorld, differ: 1.2 }))
    expect(apart.deviations.embedding).toBeGreaterThan(alike.deviations.embedding)
    expect(apart.deviations.embedding).toBeGreaterThanOrEqual(0.15)
    // What room is worth, in SROCC on photos that were not rated: nothing to people who are all alike.
    const worth = ({ deviationTable }: Settings): number =>
      deviationTable['database 0, embedding 0.25']! - deviationTable['database 0, embedding 0']!
    expect(worth(alike)).toBeLessThan(0.01)
    expect(worth(apart)).toBeGreaterThan(0.1)
  })

  it('leaves an axis along which photos differ less, less room', () => {
    const options = { ...simulate({ ...plainWorld, differ: 1.2 }), spread: [2, 1, 1, 0.5] }
    const { deviation } = learnPrior(options).prior
    expect(deviation[1]! / deviation[2]!).toBeCloseTo(2, 5)
    expect(deviation[2]).toBe(deviation[3])
    expect(deviation[2]! / deviation[4]!).toBeCloseTo(2, 5)
  })

  it('tries on a group only what was learnt of the others: a group turned round turns what is found round, exactly', () => {
    const options = simulate({ ...plainWorld, differ: 0, raters: 3, noise: 0.1, seed: 'turned' })
    const [one, other] = options.groups as [RaterGroup, RaterGroup]
    const turned = other.raters.map(({ photos, scores }) => ({ photos, scores: scores.map((score) => 10 - score) }))
    const found = settingsOf(options).penaltyTable
    const again = settingsOf({ ...options, groups: [one, { ...other, raters: turned }] }).penaltyTable
    expect(found['database Infinity, embedding 1']).toBeGreaterThan(0.8)
    for (const [name, value] of Object.entries(found)) expect(again[name], name).toBeCloseTo(-value, 12)
  })

  it('finds nothing where there is nothing to find, though it could fit every group by itself', () => {
    // All raters of a group agree, on what has nothing to do with the numbers.
    const world = {
      ...plainWorld,
      photos: 80,
      raters: 3,
      width: 40,
      population: Array.from({ length: 40 }, () => 0),
      differ: 0,
    }
    const options = simulate({ ...world, seed: 'noise' })
    const groups = options.groups.map(({ photos, raters }) => ({
      photos,
      raters: raters.map((rater) => ({ ...rater, scores: raters[0]!.scores })),
    }))
    const { penaltyTable, deviationTable } = settingsOf({ ...options, groups })
    for (const [name, value] of Object.entries(penaltyTable)) expect(Math.abs(value), name).toBeLessThan(0.25)
    expect(Math.abs(deviationTable['database 0, embedding 0']!)).toBeLessThan(0.25)
  })

  it('is the same for the same raters and seed', () => {
    const options = simulate({ ...plainWorld, raters: 2, photos: 40 })
    expect(learnPrior(options)).toEqual(learnPrior(options))
  })

  it('takes no notice of raters whose scores are all equal', () => {
    const options = simulate({ ...plainWorld, raters: 2, photos: 40 })
    const [one, other] = options.groups as [RaterGroup, RaterGroup]
    const dull = { photos: one.photos, scores: one.photos.map(() => 4) }
    const withDull = learnPrior({ ...options, groups: [{ ...one, raters: [...one.raters, dull] }, other] })
    expect(plcc(withDull.prior.score, learnPrior(options).prior.score)).toBeGreaterThan(0.999)
  })

  it('refuses a single group, on which nothing that was learnt could be tried', () => {
    const options = simulate({ ...plainWorld, raters: 1, photos: 10 })
    for (const groups of [[], options.groups.slice(0, 1)])
      expect(() => learnPrior({ ...options, groups })).toThrow(
        new UsageError('a prior needs two groups of raters at least, each with photos of its own'),
      )
  })
})

describe('a prior that knows nobody', () => {
  it('trusts all databases alike and leaves room for everything', () => {
    const { mean, deviation, score } = uninformedPrior(3, [2, 1])
    expect(Array.from(score)).toEqual([Math.fround(1 / 3), Math.fround(1 / 3), Math.fround(1 / 3), 0, 0])
    expect(Array.from(mean)).toEqual([1, 0, 0, 0, 0, 0])
    expect(deviation.every((each) => each > 0)).toBe(true)
    expect(deviation[4]! / deviation[5]!).toBeCloseTo(2, 6)
  })
})

describe('rows of numbers', () => {
  it('begin with the score of the others', () => {
    const numbers = { rows: 2, columns: 3, data: [1, 2, 3, -1, 0, 4] }
    expect(rowsOfNumbers(numbers, [0.5, 1, 2])).toEqual({
      count: 2,
      width: 4,
      data: Float64Array.of(8.5, 1, 2, 3, 7.5, -1, 0, 4),
    })
  })
})
