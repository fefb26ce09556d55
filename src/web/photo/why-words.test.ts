import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Why } from '../../server/messages/index.ts'
import { likeness, ordinal, reasonsOf, signed, whySentence } from './why-words.ts'

const why: Why = {
  score: 0.75,
  deviation: 0.2,
  prior: 0.5,
  databases: [
    { name: 'oasis-beauty', part: 0.3 },
    { name: 'bsds-quality', part: -0.1 },
  ],
  rated: [{ photo: 3, name: 'a.jpg', said: 'rated 5', part: 0.2, similarity: 0.8 }],
  others: -0.15,
  own: 0,
}

describe('why a photo stands where it stands', () => {
  it('is told in parts that sum to the score', () => {
    const part = fc.double({ min: -5, max: 5, noNaN: true })
    const rated = fc.array(part.map((each) => ({ ...why.rated[0]!, part: each })))
    fc.assert(
      fc.property(
        part,
        fc.array(part),
        rated,
        part,
        part,
        fc.constantFrom(3, 4),
        (prior, parts, photos, others, own, id) => {
          const databases = parts.map((each, at) => ({ name: `database ${at}`, part: each }))
          const told = reasonsOf({ ...why, prior, databases, rated: photos, others, own }, id)
          const score = prior + [...parts, ...photos.map((each) => each.part)].reduce((a, b) => a + b, 0) + others + own
          expect(told.reduce((sum, reason) => sum + reason.part, 0)).toBeCloseTo(score, 4)
        },
      ),
    )
  })

  it('begins with what lifts it and what holds it back most', () => {
    expect(whySentence(reasonsOf(why, 4), { hasRated: true, who: 'you' })).toBe(
      'What lifts it most is \u201cWhat people in general like\u201d; what holds it back most is \u201cAll other rated photos\u201d.',
    )
  })

  it('is its own rating where it has one, which is told apart from what the taste makes of it', () => {
    const told = reasonsOf({ ...why, own: 3, rated: [...why.rated, { ...why.rated[0]!, photo: 4, part: 0.5 }] }, 4)
    expect(told.at(-1)).toEqual({ label: 'The rating of this photo', part: 3.5, decides: true })
    expect(told.find(({ label }) => label === 'The rated photos below')!.part).toBeCloseTo(0.2, 12)
    expect(whySentence(told, { hasRated: true, who: 'you' })).toBe(
      'It was rated, and stands where its rating puts it. ' +
        'Of all else, what lifts it most is \u201cWhat people in general like\u201d; what holds it back most is \u201cAll other rated photos\u201d.',
    )
  })

  it('is no rating where the photo was only picked, or what rounding leaves', () => {
    const picked = [{ ...why.rated[0]!, photo: 4, said: 'picked', part: 0.5 }]
    const told = reasonsOf({ ...why, own: 1e-8, rated: picked }, 4)
    expect(told.at(-1)).toEqual({ label: 'What was said of this photo', part: 0.5 })
    expect(told.some(({ decides }) => decides)).toBe(false)
  })

  it('says that nothing rated bears on it yet', () => {
    const before = { ...why, rated: [], others: 0, databases: [] }
    expect(whySentence(reasonsOf(before, 4), { hasRated: false, who: 'Ann' })).toMatch(/^Nothing that Ann rated/u)
    expect(whySentence([{ label: 'x', part: 0 }], { hasRated: false, who: 'you' })).toBe(
      'Nothing speaks for or against it yet.',
    )
  })
})

describe('words for numbers', () => {
  it('name places', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 4210].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '101st',
      '111th',
      '4,210th',
    ])
  })

  it('give what rounds to nothing no sign', () => {
    expect([0.424, -0.1, 0.012, -0.0004].map(signed)).toEqual(['+0.42', '\u22120.10', '+0.012', '0.00'])
  })

  it('name how alike photos are', () => {
    expect([0.8, 0.5, 0.2, 0, -0.5].map(likeness)).toEqual([
      'very much like it',
      'much like it',
      'a little like it',
      'hardly like it',
      'unlike it',
    ])
  })
})
