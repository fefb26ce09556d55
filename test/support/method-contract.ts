import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom, PalateError } from '../../src/core/index.ts'
import type { Bed, Method, Outcome, Support } from '../../src/personalize/index.ts'

/** K photos of a bed with scores on 1 to 5, some of them equal. */
export function miniSupport(shots: number, seed: number | string = 1): Support {
  const random = createRandom(`${seed}/mini support`)
  return {
    photos: random.sample(
      Array.from({ length: 12 }, (_, photo) => photo),
      shots,
    ),
    scores: Array.from({ length: shots }, () => 1 + random.integer(5)),
  }
}

/** What every method promises, whatever it learns from ratings. The bed has 12 photos. */
export function describeMethodContract(
  name: string,
  open: () => Promise<{ readonly bed: Bed; readonly method: Method }>,
): void {
  describe(`${name} keeps the contract of methods`, () => {
    let bed: Bed
    let method: Method
    /** What it makes of ten ratings. */
    let known: readonly Outcome[]
    beforeAll(async () => {
      ;({ bed, method } = await open())
      known = await learn(miniSupport(10))
    })
    const learn = async (support: Support): Promise<readonly Outcome[]> =>
      method.learn(support, { rater: 'r1', random: createRandom('seed') })
    const labelsOf = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map(({ label }) => label)
    const numbersOf = (outcomes: readonly Outcome[]) => outcomes.map(({ scores }) => Array.from(scores))

    it('is called what it was asked for by', () => {
      expect(method.name).toBe(name)
    })

    it.each([
      { what: 'no rating', support: miniSupport(0) },
      { what: 'one rating', support: miniSupport(1) },
      { what: 'two ratings', support: { photos: [3, 7], scores: [2, 5] } },
      { what: 'ten ratings of another person', support: miniSupport(10, 'another') },
      { what: 'every photo rated', support: miniSupport(12) },
      { what: 'equal ratings', support: { photos: [0, 4, 5, 9], scores: [3, 3, 3, 3] } },
    ])('gives every photo a finite score from $what, under the same labels', async ({ support }) => {
      const outcomes = await learn(support)
      expect(labelsOf(outcomes)).toEqual(labelsOf(known))
      expect(new Set(labelsOf(outcomes)).size).toBe(outcomes.length)
      expect(outcomes.length).toBeGreaterThan(0)
      for (const { scores, deviations = [], seconds, coefficients } of outcomes) {
        expect(scores.length).toBe(bed.photos.length)
        expect(Array.from(scores).every(Number.isFinite)).toBe(true)
        expect(Array.from(deviations).every((each) => Number.isFinite(each) && each >= 0)).toBe(true)
        expect(seconds).toBeGreaterThanOrEqual(0)
        if (coefficients === undefined) continue
        const { layers, databases, data } = coefficients
        expect([layers, databases]).toEqual([bed.pack.layers.length, bed.pack.databases.length])
        expect(data.length).toBe(layers * databases)
        expect(data.every(Number.isFinite)).toBe(true)
      }
    })

    it('tells photos apart', () => {
      for (const { scores } of known) expect(new Set(Array.from(scores)).size).toBeGreaterThan(6)
    })

    it('gives the same bits for the same ratings and seed', async () => {
      expect(numbersOf(await learn(miniSupport(10)))).toEqual(numbersOf(known))
    })

    it('sees the order of the ratings, not their scale', async () => {
      const support = miniSupport(10)
      const scaled = { ...support, scores: support.scores.map((score) => 16 * score - 1024) } // exact in binary
      expect(numbersOf(await learn(scaled))).toEqual(numbersOf(known))
    })

    it.each([
      { what: 'a rating that is no number', support: { photos: [1, 2], scores: [1, NaN] }, says: 'score 2 is NaN' },
      { what: 'an infinite rating', support: { photos: [1, 2], scores: [Infinity, 1] }, says: 'score 1 is Infinity' },
      { what: 'a photo rated twice', support: { photos: [1, 1], scores: [1, 2] }, says: 'a photo is rated twice' },
      { what: 'photos without ratings', support: { photos: [1, 2], scores: [1] }, says: '2 photos with 1 scores' },
    ])('refuses $what', async ({ support, says }) => {
      const refused = learn(support)
      await expect(refused).rejects.toThrow(PalateError)
      await expect(refused).rejects.toThrow(`support set: ${says}`)
    })
  })
}
