import { describe, expect, it } from 'vitest'
import type { ShootSummary } from '../../server/messages/index.ts'
import { choicesIn, choicesSentence, notLookedThrough } from './choices.ts'

const shoot = (key: number, { picked = 0, passed = 0, rejected = 0, starred = 0 } = {}): ShootSummary => ({
  key,
  label: `shoot ${key}`,
  from: null,
  to: null,
  frames: 10,
  series: 10,
  picked,
  passed,
  rejected,
  starred,
  notes: [],
  cover: key,
})

describe('where choices are', () => {
  it('is summed over all shoots', () => {
    const all = [shoot(1, { picked: 2, passed: 3 }), shoot(2), shoot(3, { starred: 1, rejected: 4 })]
    const choices = choicesIn(all)
    expect(choices).toEqual({ shoots: 3, frames: 30, picked: 2, passed: 3, rejected: 4, starred: 1, said: 2 })
    expect(choicesSentence(choices)).toBe('30 frames lie here in 3 shoots. Your choices are in 2 of them.')
    expect(notLookedThrough(all).map(({ key }) => key)).toEqual([2])
  })

  it('is said in other words where there is nothing, nothing said, or something everywhere', () => {
    expect(choicesSentence(choicesIn([]))).toBe('No photos are here yet.')
    expect(choicesSentence(choicesIn([shoot(1)]))).toMatch(
      /^10 frames lie here in 1 shoot\. Nothing was said of them yet/u,
    )
    expect(choicesSentence(choicesIn([shoot(1, { picked: 1 })]))).toMatch(/in all of them\.$/u)
  })
})
