import { describe, expect, it } from 'vitest'
import { createRandom, UsageError } from '../core/index.ts'
import { othersMeanMethod } from './others-mean.ts'
import type { Rater } from './protocol.ts'

const raters: readonly Rater[] = [
  { id: 'ann', photos: [0, 1, 2], scores: [1, 2, 6] },
  { id: 'bob', photos: [1, 0], scores: [4, 3] },
  { id: 'cleo', photos: [3, 1], scores: [5, 7] },
]

async function scoresFor(rater: string, panel = raters): Promise<readonly number[]> {
  const context = { rater, trial: 0, shots: 0, random: createRandom(0) }
  const [outcome, ...more] = await othersMeanMethod(panel, 4).learn({ photos: [], scores: [] }, context)
  expect(more).toEqual([])
  expect(outcome!.label).toBe('others-mean')
  return Array.from(outcome!.scores)
}

describe('the mean of the other raters', () => {
  it('is the mean of what everybody else gave a photo, and of all they gave where nobody else rated it', async () => {
    // Of the others ann sees 3, 4 of bob and 5, 7 of cleo: 19 / 4 for photo 2, which only she rated.
    expect(await scoresFor('ann')).toEqual([3, (4 + 7) / 2, 19 / 4, 5])
    expect(await scoresFor('bob')).toEqual([1, (2 + 7) / 2, 6, 5])
    expect(await scoresFor('cleo')).toEqual([(1 + 3) / 2, (2 + 4) / 2, 6, 16 / 5])
  })

  it("does not look at the rater's own scores, whatever they are", async () => {
    const changed = raters.map((rater) => (rater.id === 'ann' ? { ...rater, scores: [100, -7, 1e6] } : rater))
    expect(await scoresFor('ann', changed)).toEqual(await scoresFor('ann'))
  })

  it('is the mean of all for somebody who is not among the raters', async () => {
    expect(await scoresFor('dora')).toEqual([2, 13 / 3, 6, 5])
  })

  it('refuses a single rater, who has no others', () => {
    expect(() => othersMeanMethod(raters.slice(0, 1), 4)).toThrow(UsageError)
  })
})
