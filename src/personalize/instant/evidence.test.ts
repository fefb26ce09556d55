import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UsageError } from '../../core/index.ts'
import { type Evidence, evidenceSchema, latestEvidence, photosOf, requireEvidence } from './evidence.ts'

const every: readonly Evidence<string>[] = [
  { kind: 'score', photo: 'a', value: -7.25 },
  { kind: 'star', photo: 'a', stars: 5 },
  { kind: 'flag', photo: 'b', flag: 'reject' },
  { kind: 'duel', left: 'a', right: 'b', winner: 'tie' },
]

describe('evidence from a file', () => {
  const schema = z.array(evidenceSchema(z.string().min(1)))

  it('reads back as it was, of every kind', () => {
    expect(schema.parse(JSON.parse(JSON.stringify(every)))).toEqual(every)
  })

  it.each([
    ['a score that is not finite', { kind: 'score', photo: 'a', value: Number.NaN }],
    ['a score that is infinite', { kind: 'score', photo: 'a', value: Infinity }],
    ['half a star', { kind: 'star', photo: 'a', stars: 4.5 }],
    ['six stars', { kind: 'star', photo: 'a', stars: 6 }],
    ['an unknown flag', { kind: 'flag', photo: 'a', flag: 'maybe' }],
    ['an unknown winner', { kind: 'duel', left: 'a', right: 'b', winner: 'both' }],
    ['an unknown kind', { kind: 'like', photo: 'a' }],
    ['a photo that is not named as photos are', { kind: 'star', photo: '', stars: 3 }],
    ['a misspelt key', { kind: 'star', photo: 'a', stars: 3, star: 4 }],
  ])('refuses %s', (_, item) => {
    expect(schema.safeParse([item]).success).toBe(false)
  })
})

describe('evidence in memory', () => {
  it('passes where every photo is known', () => {
    expect(() => requireEvidence(every)).not.toThrow()
    expect(() => requireEvidence(every, { isPhoto: (photo) => photo !== 'c' })).not.toThrow()
    expect(every.map(photosOf)).toEqual([['a'], ['a'], ['b'], ['a', 'b']])
  })

  it('says in one sentence which item cannot be meant', () => {
    const last = (item: unknown): Evidence<string>[] => [...every, item as Evidence<string>]
    const refused: readonly (readonly [unknown, string])[] = [
      [{ kind: 'score', photo: 'a', value: Number.NaN }, 'a score must be a finite number, not NaN'],
      [{ kind: 'score', photo: 'a', value: -Infinity }, 'a score must be a finite number, not -Infinity'],
      [{ kind: 'star', photo: 'a', stars: 0 }, 'stars are 1, 2, 3, 4 or 5, not 0'],
      [{ kind: 'flag', photo: 'a', flag: 'x' }, 'a flag is pick or reject, not x'],
      [{ kind: 'duel', left: 'a', right: 'a', winner: 'left' }, 'photo a cannot be compared with itself'],
      [{ kind: 'duel', left: 'a', right: 'b', winner: 'both' }, 'the winner of a duel is left, right or tie, not both'],
      [{ kind: 'duel', left: 'a', right: 'c', winner: 'left' }, 'there is no photo c'],
      [{ kind: 'like', photo: 'a' }, 'unknown kind like; it is score, star, flag or duel'],
    ]
    for (const [item, sentence] of refused) {
      const check = (): void => requireEvidence(last(item), { isPhoto: (photo) => photo !== 'c' })
      expect(check).toThrow(UsageError)
      expect(check).toThrow(`evidence 5 of 5: ${sentence}`)
    }
  })

  it('counts the last rating of a photo on each scale, and every duel', () => {
    const said: readonly Evidence[] = [
      { kind: 'score', photo: 1, value: 2 },
      { kind: 'star', photo: 1, stars: 2 },
      { kind: 'duel', left: 1, right: 2, winner: 'left' },
      { kind: 'score', photo: 2, value: 9 },
      { kind: 'score', photo: 1, value: 3 },
      { kind: 'duel', left: 1, right: 2, winner: 'left' },
      { kind: 'duel', left: 1, right: 2, winner: 'right' },
    ]
    expect(latestEvidence(said)).toEqual(said.slice(1))
    expect(latestEvidence([])).toEqual([])
  })
})
