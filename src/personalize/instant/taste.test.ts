import { describe, expect, it } from 'vitest'
import { FormatError, UsageError } from '../../core/index.ts'
import { toyEvidence, toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { photoId } from './photo-id.ts'
import { fitPosterior } from './posterior.ts'
import { addEvidence, editPrior, emptyTaste, forget, undo, waitingEvidence } from './taste.ts'
import type { TasteEvidence } from './taste-evidence.ts'
import { rowsOf } from './taste-model.ts'

const model = toyTasteModel({ width: 8 })
const { hashes, stored, descriptors } = toyPhotos(model, 40)
const nothing = emptyTaste(model)
const mixed = toyEvidence(hashes, 40)

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-9): void {
  expect(got.length).toBe(expected.length)
  for (let at = 0; at < expected.length; at++) expect(Math.abs(got[at]! - expected[at]!)).toBeLessThan(within)
}

describe('a taste', () => {
  it("of which nothing was said has the pack's prior", () => {
    expect(nothing.posterior.weights).toEqual(model.prior.mean)
    expect(nothing.photos.size).toBe(0)
  })

  it('is the posterior of its ratings over the rows of the rated photos', () => {
    const scores = toyScores(hashes)
    const taste = addEvidence(nothing, scores, stored)
    const direct = fitPosterior({
      prior: model.prior,
      rows: rowsOf(model, descriptors),
      settings: model.settings,
      evidence: scores.map((item, photo) => ({ ...(item as TasteEvidence & { kind: 'score' }), photo })),
    })
    expectClose(taste.posterior.weights, direct.weights, 1e-12)
    expectClose(taste.posterior.forces, direct.forces, 1e-12)
  })

  it('is the same whether evidence comes one by one or at once', () => {
    let grown = nothing
    for (const item of mixed) grown = addEvidence(grown, [item], stored)
    const atOnce = addEvidence(nothing, mixed, stored)
    expectClose(grown.posterior.weights, atOnce.posterior.weights)
    expect(grown.evidence).toEqual(atOnce.evidence)
    expect(grown.descriptors).toEqual(atOnce.descriptors)
    expect(grown.rows).toEqual(atOnce.rows)
    expect([...grown.photos]).toEqual([...atOnce.photos])
  })

  it('goes back to what it was when the last thing is undone, to the very start', () => {
    const before = addEvidence(nothing, mixed.slice(0, 20), stored)
    const after = addEvidence(before, [{ kind: 'duel', left: hashes[38]!, right: hashes[39]!, winner: 'left' }], stored)
    const undone = undo(after)
    expectClose(undone.posterior.weights, before.posterior.weights)
    expect([...undone.photos]).toEqual([...before.photos])
    expect(undone.rows).toEqual(before.rows)
    let taste = before
    for (let left = 20; left > 0; left--) taste = undo(taste)
    expect(taste.evidence).toEqual([])
    expectClose(taste.posterior.weights, model.prior.mean)
    expect(undo(taste)).toBe(taste)
  })

  it('that forgets a photo is one that never heard of it', () => {
    const photo = hashes[3]!
    const speaks = (item: TasteEvidence): boolean =>
      (item.kind === 'duel' ? [item.left, item.right] : [item.photo]).includes(photo)
    const full = addEvidence(nothing, [...mixed, { kind: 'star', photo, stars: 5 }], stored)
    const never = addEvidence(
      nothing,
      mixed.filter((item) => !speaks(item)),
      stored,
    )
    const forgot = forget(full, photo)
    expectClose(forgot.posterior.weights, never.posterior.weights)
    expect(forgot.evidence).toEqual(never.evidence)
    expect(forgot.descriptors).toEqual(never.descriptors)
    expect(forgot.photos.has(photoId(photo))).toBe(false)
    expect(forget(forgot, photo)).toBe(forgot)
  })

  it('knows a photo by 96 bits of its hash, whatever length is given', () => {
    const photo = hashes[0]!
    const once = addEvidence(nothing, [{ kind: 'star', photo, stars: 4 }], stored)
    const again = addEvidence(once, [{ kind: 'star', photo: photo.slice(0, 24), stars: 2 }])
    expect(again.photos.size).toBe(1)
  })

  it('keeps times to the second, in UTC', () => {
    const item = { kind: 'flag', photo: hashes[0]!, flag: 'pick', time: '2031-05-04T02:00:00.987+02:00' } as const
    expect(addEvidence(nothing, [item], stored).evidence[0]!.time).toBe('2031-05-04T00:00:00Z')
  })

  it.each<[string, TasteEvidence, RegExp]>([
    [
      'a photo without descriptor',
      { kind: 'star', photo: 'a'.repeat(64), stars: 3 },
      /evidence 1 of 1: there is no photo/,
    ],
    ['a name that is no hash', { kind: 'star', photo: 'x.jpg', stars: 3 }, /"x.jpg" names no photo/],
    ['a score that is not finite', { kind: 'score', photo: hashes[0]!, value: Number.NaN }, /a score must be a finite/],
    ['a time that is none', { kind: 'flag', photo: hashes[0]!, flag: 'pick', time: 'soon' }, /"soon" is no time/],
    [
      'a duel of a photo with itself under two lengths of its name',
      { kind: 'duel', left: hashes[0]!, right: hashes[0]!.slice(0, 30), winner: 'tie' },
      /cannot be compared with itself/,
    ],
  ])('refuses %s', (_, item, message) => {
    const add = (): unknown => addEvidence(nothing, [item], stored)
    expect(add).toThrow(message)
    expect(add).toThrow(UsageError)
  })

  it('refuses descriptors that are not of the pack', () => {
    const short = new Map([[hashes[0]!, new Uint8Array(19)]])
    expect(() => addEvidence(nothing, [{ kind: 'star', photo: hashes[0]!, stars: 3 }], short)).toThrow(FormatError)
    const infinite = stored.get(hashes[0]!)!.slice()
    infinite[1] = 0x7c // the half that is infinite
    infinite[0] = 0
    expect(() =>
      addEvidence(nothing, [{ kind: 'star', photo: hashes[0]!, stars: 3 }], new Map([[hashes[0]!, infinite]])),
    ).toThrow(/not finite/)
  })

  it('has nothing that waits unless a migration left it', () => {
    expect(waitingEvidence(addEvidence(nothing, mixed, stored))).toEqual([])
  })
})

describe('an edited prior', () => {
  const taste = addEvidence(nothing, toyScores(hashes), stored)
  const distance = (weights: Float64Array): number =>
    Math.hypot(...weights.map((weight, at) => weight - model.prior.mean[at]!))

  it('that is trusted more holds the weights nearer', () => {
    const distances = [0.1, 1, 10, 1e6].map((trust) => distance(editPrior(taste, { trust }).posterior.weights))
    expect(distances).toEqual(distances.toSorted((a, b) => b - a))
    expect(distances[3]).toBeLessThan(1e-4)
  })

  it('sets and fixes the weight of a database', () => {
    const fixed = editPrior(taste, { databases: { 'database-2': { mean: 0.5, deviation: 0 } } })
    expect(fixed.posterior.weights[3]).toBe(0.5)
    expect(fixed.evidence).toBe(taste.evidence)
  })

  it('stays through more evidence, and goes with empty edits', () => {
    const edited = editPrior(nothing, { trust: 3 })
    const grown = addEvidence(edited, toyScores(hashes), stored)
    expect(grown.posterior.prior.deviation[1]).toBeCloseTo(0.3 / Math.sqrt(3), 12)
    expectClose(editPrior(grown, {}).posterior.weights, taste.posterior.weights)
  })

  it.each([
    [{ trust: 0 }, /trust in a prior/],
    [{ trust: Number.NaN }, /trust in a prior/],
    [{ databases: { constructor: { mean: 1 } } }, /no database "constructor"/],
    [{ databases: JSON.parse('{"__proto__":{"mean":1}}') }, /no database "__proto__"/],
    [{ databases: { 'database-0': { deviation: -1 } } }, /at least 0/],
    [{ databases: { 'database-0': { mean: Infinity } } }, /finite/],
  ])('is refused for %j', (edits, message) => {
    expect(() => editPrior(taste, edits)).toThrow(message)
  })
})
