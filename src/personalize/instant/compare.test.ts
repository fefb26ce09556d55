import { describe, expect, it } from 'vitest'
import { srocc } from '../../core/index.ts'
import { toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { compareTastes } from './compare.ts'
import { scoreByTaste } from './order.ts'
import { addEvidence, editPrior, emptyTaste } from './taste.ts'

const model = toyTasteModel({ width: 8 })
const { hashes, stored, descriptors } = toyPhotos(model, 80)
const ann = addEvidence(emptyTaste(model), toyScores(hashes, 'ann'), stored)
const ben = addEvidence(emptyTaste(model), toyScores(hashes, 'ben'), stored)

describe('the comparison of two tastes', () => {
  it('finds no difference between a taste and itself', () => {
    const { srocc: correlation, likedByA, likedByB, databases } = compareTastes(ann, ann, descriptors)
    expect([correlation, likedByA, likedByB]).toEqual([1, [], []])
    for (const { a, b } of databases) expect(a).toBe(b)
  })

  it('gives the rank correlation and the photos that stand farthest apart, as a plain count of ranks finds them', () => {
    const scores = [ann, ben].map((taste) => [...scoreByTaste(taste.posterior.weights, descriptors, model)])
    const ranks = scores.map((list) => list.map((score) => 1 + list.filter((other) => other > score).length))
    const gains = hashes.map((_, photo) => ({ photo, gain: ranks[1]![photo]! - ranks[0]![photo]! }))
    const farthest = gains.toSorted((x, y) => y.gain - x.gain || x.photo - y.photo)
    const result = compareTastes(ann, ben, descriptors, { most: 5 })
    expect(result.srocc).toBeCloseTo(srocc(scores[0]!, scores[1]!), 12)
    expect(result.likedByA).toEqual(
      farthest.slice(0, 5).map(({ photo }) => ({ photo, rankA: ranks[0]![photo], rankB: ranks[1]![photo] })),
    )
    const nearest = gains.toSorted((x, y) => x.gain - y.gain || x.photo - y.photo)
    expect(result.likedByB.map(({ photo }) => photo)).toEqual(nearest.slice(0, 5).map(({ photo }) => photo))
  })

  it('turns round with its sides', () => {
    const there = compareTastes(ann, ben, descriptors)
    const back = compareTastes(ben, ann, descriptors)
    expect(back.likedByB.map(({ photo }) => photo)).toEqual(there.likedByA.map(({ photo }) => photo))
    expect(back.databases.map(({ a, b }) => [b, a])).toEqual(there.databases.map(({ a, b }) => [a, b]))
  })

  it('says how a database weighs in units of the spread of the scores, so that a bolder taste is no other taste', () => {
    const bold = {
      ...ann,
      posterior: { ...ann.posterior, weights: ann.posterior.weights.map((weight) => 3 * weight) },
    }
    for (const { a, b } of compareTastes(ann, bold, descriptors).databases) expect(a).toBeCloseTo(b, 5)
    const liked = editPrior(ann, { databases: { 'database-1': { mean: 5, deviation: 0 } } })
    const change = compareTastes(ann, liked, descriptors).databases[1]!
    expect(change.b).toBeGreaterThan(change.a)
  })

  it('is refused for tastes of two packs and for fewer than two photos', () => {
    const other = emptyTaste(toyTasteModel({ name: 'other', width: 8 }))
    expect(() => compareTastes(ann, other, descriptors)).toThrow(/of packs toy and other/)
    expect(() => compareTastes(ann, ben, toyPhotos(model, 1).descriptors)).toThrow(/at least 2 photos/)
  })
})
