import { describe, expect, it } from 'vitest'
import { FormatError } from '../../core/index.ts'
import { toyEvidence } from '../../../test/support/toy-taste.ts'
import { photosOf } from './evidence.ts'
import { decodeEvidence, encodeEvidence, evidenceColumnsSchema } from './evidence-columns.ts'
import { canonicalEvidence, type TasteEvidence } from './taste-evidence.ts'

const ids = Array.from({ length: 30 }, (_, at) => at.toString(16).padStart(24, '0'))

function listOf(evidence: readonly TasteEvidence[]): readonly string[] {
  return [...new Set(evidence.flatMap((item) => photosOf<string>(item)))]
}

describe('evidence in columns', () => {
  it('looks as its documentation says', () => {
    const [a, b, c] = ids as [string, string, string]
    const evidence: readonly TasteEvidence[] = [
      { kind: 'star', photo: a, stars: 4 },
      { kind: 'score', photo: b, value: 7.5 },
      { kind: 'duel', left: a, right: c, winner: 'left' },
    ]
    const places = new Map([a, b, c].map((id, at) => [id, at]))
    expect(encodeEvidence(evidence, { places, seen: 0 })).toEqual({
      columns: { said: '4s>', photos: [2, -2, 1], scores: [7.5] },
      seen: 3,
    })
  })

  it('comes back as it was, whatever was said and whoever spoke before', () => {
    for (let seed = 0; seed < 50; seed++) {
      const first = toyEvidence(ids, seed, seed).map(canonicalEvidence)
      const second = toyEvidence(ids, 20, `second ${seed}`).map(canonicalEvidence)
      const list = listOf([...first, ...second])
      const places = new Map(list.map((id, at) => [id, at]))
      const one = encodeEvidence(first, { places, seen: 0 })
      const two = encodeEvidence(second, { places, seen: one.seen })
      expect(two.seen).toBe(list.length)
      const columns = evidenceColumnsSchema.parse(JSON.parse(JSON.stringify(one.columns)))
      expect(decodeEvidence(columns, { ids: list, seen: 0 })).toEqual({ evidence: first, seen: one.seen })
      expect(decodeEvidence(two.columns, { ids: list, seen: one.seen })).toEqual({ evidence: second, seen: two.seen })
    }
  })

  it.each([
    ['a step of no photo', { said: '4', photos: [0], scores: [] }],
    ['more photos than are listed', { said: '44', photos: [2], scores: [] }],
    ['more photos than were said', { said: '4', photos: [2], scores: [] }],
    ['a photo before the first', { said: '4', photos: [-1], scores: [] }],
    ['a score that is missing', { said: 's', photos: [1], scores: [] }],
    ['a score too many', { said: '4', photos: [1], scores: [1] }],
    ['times of other things', { said: '4', photos: [1], scores: [], times: [1, 2] }],
    ['a time after all times', { said: '4', photos: [1], scores: [], times: [1e15] }],
  ])('is refused with %s', (_, columns) => {
    expect(() => decodeEvidence(columns, { ids: ids.slice(0, 1), seen: 0 })).toThrow(FormatError)
  })
})
