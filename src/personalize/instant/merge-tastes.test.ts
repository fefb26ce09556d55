import { describe, expect, it } from 'vitest'
import { srocc, UsageError } from '../../core/index.ts'
import { toyEvidence, toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { mapPeople, mergeTastes } from './merge-tastes.ts'
import { scoreByTaste } from './order.ts'
import { predict, preference } from './posterior.ts'
import { addEvidence, editPrior, emptyTaste, forget } from './taste.ts'
import { rowsOf } from './taste-model.ts'

const model = toyTasteModel({ width: 8 })
const { hashes, stored, descriptors } = toyPhotos(model, 60)
const nothing = emptyTaste(model)
const ann = addEvidence(nothing, toyScores(hashes.slice(0, 30), 'ann'), stored)
const ben = addEvidence(editPrior(nothing, { trust: 0.2 }), toyEvidence(hashes.slice(20), 40, 'ben'), stored)

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-9): void {
  for (let at = 0; at < expected.length; at++) expect(Math.abs(got[at]! - expected[at]!)).toBeLessThan(within)
}

describe('a merge of tastes', () => {
  it('of a taste with itself is that taste, whatever the weights', () => {
    const merged = mergeTastes(
      [
        { name: 'a', weight: 5, taste: ann },
        { name: 'b', weight: 0.1, taste: ann },
      ],
      descriptors,
    )
    expectClose(merged.posterior.weights, ann.posterior.weights)
  })

  it('scores a photo with the weighted mean of the scores that the people give it, each in units of its spread', () => {
    const merged = mergeTastes(
      [
        { name: 'ann', weight: 3, taste: ann },
        { name: 'ben', weight: 1, taste: ben },
      ],
      descriptors,
    )
    const standardised = [ann, ben].map((taste) => {
      const scores = scoreByTaste(taste.posterior.weights, descriptors, model)
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
      return scores.map((score) => score / spread)
    })
    const scores = scoreByTaste(merged.posterior.weights, descriptors, model)
    const factor = scores[0]! / (0.75 * standardised[0]![0]! + 0.25 * standardised[1]![0]!)
    expect(factor).toBeGreaterThan(0)
    scores.forEach((score, at) =>
      expect(score).toBeCloseTo(factor * (0.75 * standardised[0]![at]! + 0.25 * standardised[1]![at]!), 4),
    )
  })

  it('of equal weights is as near to one order as to the other, however boldly either is rated', () => {
    const merged = mergeTastes(
      [
        { name: 'ann', weight: 1, taste: ann },
        { name: 'ben', weight: 1, taste: ben },
      ],
      descriptors,
    )
    const scores = scoreByTaste(merged.posterior.weights, descriptors, model)
    const nearness = [ann, ben].map((taste) => srocc(scores, scoreByTaste(taste.posterior.weights, descriptors, model)))
    expect(Math.abs(nearness[0]! - nearness[1]!)).toBeLessThan(0.05)
  })

  it("predicts with the mean and the variance of the people's predictions, by their shares", () => {
    const merged = mergeTastes(
      [
        { name: 'ann', weight: 1, taste: ann },
        { name: 'ben', weight: 2, taste: ben },
      ],
      descriptors,
    )
    const { data, width } = rowsOf(model, descriptors)
    const [a, b] = [data.subarray(0, width), data.subarray(width, 2 * width)]
    const parts = merged.people.map(({ taste, share }) => ({ share, ...predict(taste.posterior, a) }))
    const { mean, deviation } = predict(merged.posterior, a)
    expect(mean).toBeCloseTo(
      parts.reduce((sum, part) => sum + part.share * part.mean, 0),
      10,
    )
    expect(deviation ** 2).toBeCloseTo(
      parts.reduce((sum, part) => sum + (part.share * part.deviation) ** 2, 0),
      10,
    )
    expect(preference(merged.posterior, a, b) + preference(merged.posterior, b, a)).toBeCloseTo(1, 10)
  })

  it('of a merge takes its people one by one, with their weights multiplied', () => {
    const people = [
      { name: 'ann', weight: 1, taste: ann },
      { name: 'ben', weight: 1, taste: ben },
    ]
    const cat = addEvidence(nothing, toyScores(hashes.slice(40), 'cat'), stored)
    const nested = mergeTastes(
      [
        { name: 'pair', weight: 2, taste: mergeTastes(people, descriptors) },
        { name: 'cat', weight: 1, taste: cat },
      ],
      descriptors,
    )
    const flat = mergeTastes([...people, { name: 'cat', weight: 1, taste: cat }], descriptors)
    expect(nested.people.map(({ name }) => name)).toEqual(['ann', 'ben', 'cat'])
    expectClose(nested.posterior.weights, flat.posterior.weights)
  })

  it('forgets a photo in every taste', () => {
    const people = [
      { name: 'ann', weight: 1, taste: ann },
      { name: 'ben', weight: 1, taste: ben },
    ]
    const merged = mapPeople(mergeTastes(people, descriptors), (taste) => forget(taste, hashes[25]!))
    const known = merged.people.map(({ taste }) => taste.photos.has(hashes[25]!.slice(0, 24)))
    expect(known).toEqual([false, false])
    expect(ann.photos.has(hashes[25]!.slice(0, 24))).toBe(true)
  })

  it('is refused where it cannot be meant', () => {
    const person = { name: 'ann', weight: 1, taste: ann }
    const other = emptyTaste(toyTasteModel({ name: 'other', width: 8 }))
    const blank = { ...model, priorScore: model.priorScore.map(() => 0) }
    const refused = (people: Parameters<typeof mergeTastes>[0], message: RegExp): void => {
      expect(() => mergeTastes(people, descriptors)).toThrow(message)
      expect(() => mergeTastes(people, descriptors)).toThrow(UsageError)
    }
    refused([], /two people or more/)
    refused([person], /two people or more/)
    refused([person, person], /two people of the merge are called ann/)
    refused([person, { ...person, name: 'b', weight: 0 }], /the weight of b/)
    refused([person, { ...person, name: 'b', weight: Number.NaN }], /the weight of b/)
    refused([person, { ...person, name: '' }], /needs a name/)
    refused([person, { name: 'b', weight: 1, taste: other }], /of pack other, that of ann of toy/)
    refused(
      [person, { name: 'b', weight: 1, taste: emptyTaste(blank) }],
      /taste of b tells none of the 60 photos apart/,
    )
  })
})
