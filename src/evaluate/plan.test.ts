import { describe, expect, it } from 'vitest'
import { UsageError } from '../core/index.ts'
import { type GivenDraw, planTrials } from './plan.ts'
import type { Rater } from './protocol.ts'

const photos = Array.from({ length: 12 }, (_, at) => at)
const raters: readonly Rater[] = ['a', 'b', 'c', 'd'].map((id) => ({ id, photos, scores: photos }))
const options = { raters, shots: [2, 4], trials: 3, seed: 1 }

const supports = (seed: number): string =>
  JSON.stringify(planTrials({ ...options, seed }).trials.map(({ draw }) => draw.support.photos))

describe('the trials of an evaluation', () => {
  it('are the same for the same seed, and all others for another', () => {
    expect(supports(1)).toBe(supports(1))
    expect(supports(1)).not.toBe(supports(2))
    expect(planTrials(options).trials).toHaveLength(24)
  })

  it('take support from one half of the photos and test on the other, where told so', () => {
    const supportFrom = new Set([0, 1, 2, 3, 4, 5])
    for (const { shots, draw } of planTrials({ ...options, supportFrom }).trials) {
      expect(draw.support.photos).toHaveLength(shots)
      expect(draw.support.photos.every((photo) => supportFrom.has(photo))).toBe(true)
      expect(draw.test).toEqual({ photos: [6, 7, 8, 9, 10, 11], scores: [6, 7, 8, 9, 10, 11] })
    }
  })

  it('leave out and count raters who have too few photos in one of the halves', () => {
    const few = { id: 'few', photos: [0, 1, 7, 8, 9], scores: [1, 2, 3, 4, 5] }
    const one = { id: 'one', photos: [0, 1, 2, 3, 7], scores: [1, 2, 3, 4, 5] }
    const planned = { ...options, raters: [...raters, few, one], supportFrom: new Set([0, 1, 2, 3, 4, 5]) }
    const { excluded } = planTrials(planned)
    expect(excluded).toEqual([
      { rater: 'few', reason: 'too few photos', shots: [4] },
      { rater: 'one', reason: 'too few photos', shots: [2, 4] },
    ])
    expect(() => planTrials({ ...planned, shots: [7] })).toThrow(/fewer than 7 photos to rate or 2 other photos/)
  })

  it('are those of a file, sorted; raters without a draw or with equal scores are counted', () => {
    const flat = { id: 'flat', photos, scores: photos.map(() => 3) }
    const draw = (rater: string, trial: number, support: readonly number[]): GivenDraw => ({
      rater,
      trial,
      shots: support.length,
      support,
      test: photos.filter((photo) => !support.includes(photo)),
    })
    const draws = [draw('c', 9, [1, 2]), draw('a', 9, [8, 3]), draw('flat', 0, [1, 2]), draw('a', 0, [4, 3, 2, 1])]
    const { trials, excluded } = planTrials({ ...options, raters: [...raters, flat], draws })
    expect(trials.map(({ rater, trial, shots }) => [rater.id, trial, shots])).toEqual([
      ['a', 0, 4],
      ['a', 9, 2],
      ['c', 9, 2],
    ])
    expect(trials[1]!.draw.support).toEqual({ photos: [8, 3], scores: [8, 3] })
    expect(excluded).toEqual([
      { rater: 'b', reason: 'no draw in the file', shots: [2, 4] },
      { rater: 'c', reason: 'no draw in the file', shots: [4] },
      { rater: 'd', reason: 'no draw in the file', shots: [2, 4] },
      { rater: 'flat', reason: 'constant scores', shots: [2, 4] },
    ])
    const one = planTrials({ ...options, draws, maxRaters: 1 }).trials
    expect(new Set(one.map(({ rater }) => rater.id)).size).toBe(1)
    expect(() => planTrials({ ...options, raters: [flat], draws })).toThrow(UsageError)
  })
})
