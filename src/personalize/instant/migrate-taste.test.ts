import { describe, expect, it } from 'vitest'
import { toyEvidence, toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import type { Taste } from './learn-taste.ts'
import { type MergedTaste, mergeTastes } from './merge-tastes.ts'
import { migrateTaste } from './migrate-taste.ts'
import { addEvidence, editPrior, emptyTaste, waitingEvidence } from './taste.ts'
import { recordOf, tasteOf } from './taste-record.ts'

const older = toyTasteModel({ name: 'older', width: 8 })
const newer = toyTasteModel({ name: 'newer', databases: 4, width: 10 })
const before = toyPhotos(older, 30)
const after = toyPhotos(newer, 30) // the same photos: hashes do not depend on the pack
const evidence = [...toyScores(before.hashes.slice(0, 20)), ...toyEvidence(before.hashes, 20)]
const taste = addEvidence(emptyTaste(older), evidence, before.stored)

/** What a catalogue would find of the photos asked for. */
function catalogue(stored: ReadonlyMap<string, Uint8Array>) {
  const byId = new Map([...stored].map(([hash, bytes]) => [hash.slice(0, 24), bytes]))
  return async (photos: readonly string[]) =>
    new Map(photos.flatMap((photo) => (byId.has(photo) ? [[photo, byId.get(photo)!] as const] : [])))
}

describe('a taste after a change of pack', () => {
  it('is the one that its ratings would have given with the new pack', async () => {
    const { taste: migrated, ...report } = await migrateTaste(taste, newer, { describe: catalogue(after.stored) })
    const fresh = addEvidence(emptyTaste(newer), evidence, after.stored)
    expect(report).toEqual({ photos: fresh.photos.size, missing: [], waiting: 0, droppedEdits: [] })
    expect(recordOf(migrated).descriptors).toEqual(recordOf(fresh).descriptors)
    migrated.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(fresh.posterior.weights[at]!, 9))
  })

  it('keeps what was said of photos that are gone, counts it, and learns it once they are back', async () => {
    const gone = before.hashes.slice(5, 10)
    const left = new Map([...after.stored].filter(([hash]) => !gone.includes(hash)))
    const migration = await migrateTaste(taste, newer, { describe: catalogue(left) })
    const migrated = migration.taste as Taste
    expect(migration.missing).toEqual(gone.map((hash) => hash.slice(0, 24)))
    expect(migration.waiting).toBe(waitingEvidence(migrated).length)
    expect(migration.waiting).toBeGreaterThanOrEqual(5)
    expect(migrated.evidence).toEqual(taste.evidence)
    const back = addEvidence(migrated, [], after.stored)
    const fresh = addEvidence(emptyTaste(newer), evidence, after.stored)
    expect(waitingEvidence(back)).toEqual([])
    expect([...back.photos]).toEqual([...fresh.photos])
    back.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(fresh.posterior.weights[at]!, 9))
  })

  it('keeps edits of databases that the new pack has, and names the others', async () => {
    const databases = { 'database-1': { mean: 0.4 }, 'database-5': { mean: 1 } }
    const edited = editPrior(taste, { trust: 2, databases })
    const migration = await migrateTaste(edited, newer, { describe: catalogue(after.stored) })
    expect(migration.droppedEdits).toEqual(['database-5'])
    expect((migration.taste as Taste).edits).toEqual({ trust: 2, databases: { 'database-1': { mean: 0.4 } } })
  })

  it('of several people measures their spreads anew', async () => {
    const ben = addEvidence(emptyTaste(older), toyScores(before.hashes, 'ben'), before.stored)
    const people = [
      { name: 'ann', weight: 2, taste },
      { name: 'ben', weight: 1, taste: ben },
    ]
    const options = { describe: catalogue(after.stored), over: after.descriptors }
    const { taste: migrated } = await migrateTaste(mergeTastes(people, before.descriptors), newer, options)
    const fresh = mergeTastes(
      [
        { name: 'ann', weight: 2, taste: addEvidence(emptyTaste(newer), evidence, after.stored) },
        { name: 'ben', weight: 1, taste: addEvidence(emptyTaste(newer), ben.evidence, after.stored) },
      ],
      after.descriptors,
    )
    expect((migrated as MergedTaste).people.map(({ name, weight }) => [name, weight])).toEqual([
      ['ann', 2],
      ['ben', 1],
    ])
    migrated.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(fresh.posterior.weights[at]!, 9))
    const { taste: typical } = await migrateTaste(mergeTastes(people, before.descriptors), newer, {
      describe: catalogue(after.stored),
    })
    expect(typical.posterior.weights.every(Number.isFinite)).toBe(true)
  })

  it('within one pack mends a record whose weights were damaged, without a catalogue', async () => {
    const record = recordOf(taste)
    const damaged = { ...record, people: [{ ...record.people[0]!, weights: record.people[0]!.weights.map(() => 0) }] }
    expect(() => tasteOf(damaged, older)).toThrow(/the weights are not those that its ratings give/)
    const { taste: mended, missing } = await migrateTaste(damaged, older, { describe: catalogue(new Map()) })
    expect(missing).toEqual([])
    mended.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(taste.posterior.weights[at]!, 9))
  })

  it('without any of its photos is the new prior, with everything still waiting', async () => {
    const { taste: migrated, photos, waiting } = await migrateTaste(taste, newer, { describe: catalogue(new Map()) })
    expect([photos, waiting]).toEqual([0, evidence.length])
    migrated.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(newer.prior.mean[at]!, 12))
  })
})
