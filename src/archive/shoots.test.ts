import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Frame, hashOf, later, libraryOf } from '../../test/support/archive-frames.ts'
import { createRandom } from '../core/index.ts'
import { membersOf, type ShootSettings, shootsOf } from './index.ts'

const now = new Date('2026-01-01T00:00:00Z')
const MORNING = '2024-05-31T10:00:00'

/** Names of the frames of each shoot. */
function namesOf(frames: readonly Frame[], settings: Partial<ShootSettings> = {}): readonly (readonly string[])[] {
  const shoots = shootsOf(libraryOf(frames), { ...settings, now })
  return shoots.details.map((_, shoot) => Array.from(membersOf(shoots, shoot), (place) => frames[place]!.name))
}

const detailsOf = (frames: readonly Frame[], settings: Partial<ShootSettings> = {}) =>
  shootsOf(libraryOf(frames), { ...settings, now }).details

describe('shoots', () => {
  it('part where more than the gap lies between neighbours, and not where just the gap does', () => {
    const frames = [
      { name: 'c', at: later(MORNING, 12 * 3600 + 1) },
      { name: 'a', at: MORNING },
      { name: 'b', at: later(MORNING, 6 * 3600) },
    ]
    expect(namesOf(frames)).toEqual([['a', 'b'], ['c']])
    expect(namesOf(frames, { gapHours: 7 })).toEqual([['a', 'b', 'c']])
    expect(namesOf(frames, { gapHours: 1 })).toEqual([['a'], ['b'], ['c']])
  })

  it('stand by time and not by folder, and lie in one folder unless folders are ignored', () => {
    const frames = [
      { name: 'late', folder: 'a', at: later(MORNING, 86400) },
      { name: 'left', folder: 'b', at: MORNING },
      { name: 'right', folder: 'c', at: later(MORNING, 60) },
    ]
    expect(namesOf(frames)).toEqual([['left'], ['right'], ['late']])
    expect(namesOf(frames, { folders: 'ignore' })).toEqual([['left', 'right'], ['late']])
  })

  it('order frames of one second by name as people count', () => {
    const frames = ['IMG_10', 'img_9', 'IMG_2'].map((name) => ({ name, at: MORNING }))
    expect(namesOf(frames)).toEqual([['IMG_2', 'img_9', 'IMG_10']])
  })

  it('take the frames of a folder without any time for one, by name, and part them from those with a time', () => {
    const frames = [
      { name: 'scan 10', folder: 'scans' },
      { name: 'scan 9', folder: 'scans' },
      { name: 'x', folder: 'mixed', at: MORNING },
      { name: 'y', folder: 'mixed' },
    ]
    expect(namesOf(frames)).toEqual([['x'], ['scan 9', 'scan 10'], ['y']])
    const [timed, scans, rest] = detailsOf(frames)
    expect(timed!.notes).toEqual([])
    expect(scans).toMatchObject({ label: 'scans, without a time', from: NaN, to: NaN, frames: 2, key: 100 })
    expect(scans!.notes.map(({ kind }) => kind)).toEqual(['no-time'])
    expect(rest!.notes[0]!.sentence).toMatch(/^its one frame carry|^its one frame/)
  })

  it('say when they were, how many frames they have, and are known by their smallest number', () => {
    const frames = [
      { name: 'b', folder: 'Trip', at: later(MORNING, 90) },
      { name: 'a', folder: 'Trip', at: MORNING },
      { name: 'next', folder: 'Trip', at: later(MORNING, 86400) },
      { name: 'alone', folder: 'Zoo', at: later(MORNING, 3 * 86400) },
    ]
    const from = Date.parse(`${MORNING}Z`)
    expect(detailsOf(frames)).toEqual([
      { key: 100, label: 'Trip, 2024-05-31', from, to: from + 90_000, frames: 2, notes: [] },
      { key: 102, label: 'Trip, 2024-06-01', from: from + 864e5, to: from + 864e5, frames: 1, notes: [] },
      { key: 103, label: 'Zoo', from: from + 3 * 864e5, to: from + 3 * 864e5, frames: 1, notes: [] },
    ])
    expect(detailsOf([{ name: 'a', at: MORNING }])[0]!.label).toBe('photos')
  })

  it('keep the order of clocks that show a year that cannot be, and give them no date', () => {
    const frames = [
      { name: 'b', folder: 'old', at: '1980-01-01T00:05:00' },
      { name: 'a', folder: 'old', at: '1980-01-01T00:00:00' },
      { name: 'c', folder: 'new', at: '2026-01-02T00:00:01' },
      { name: 'today', folder: 'own', at: '2026-01-01T20:00:00' },
    ]
    expect(namesOf(frames)).toEqual([['a', 'b'], ['today'], ['c']])
    const [old, today, coming] = detailsOf(frames)
    expect(old).toMatchObject({ from: NaN, to: NaN, frames: 2 })
    expect(old!.notes).toEqual([
      { kind: 'wrong-year', sentence: expect.stringContaining('a clock showed 1980-01-01, which cannot be') },
    ])
    expect(coming!.notes.map(({ kind }) => kind)).toEqual(['wrong-year'])
    expect(today!.from).toBe(Date.parse('2026-01-01T20:00:00Z'))
  })

  it('say where five frames or more carry one date, as copied files do', () => {
    const copied = Array.from({ length: 5 }, (_, at) => ({ name: `${at}`, at: MORNING }))
    expect(detailsOf(copied)[0]!.notes.map(({ kind }) => kind)).toEqual(['one-time'])
    expect(detailsOf(copied.slice(1))[0]!.notes).toEqual([])
    expect(detailsOf([...copied, { name: 'z', at: later(MORNING, 1) }])[0]!.notes).toEqual([])
  })

  it('take a corrected clock for right', () => {
    const frames = [
      { name: 'first', at: MORNING, camera: 'A' },
      { name: 'second', at: later(MORNING, 7 * 3600 + 1), camera: 'B' },
      { name: 'third', at: later(MORNING, 2), camera: 'A' },
    ]
    expect(namesOf(frames)).toEqual([['first', 'third'], ['second']])
    expect(namesOf(frames, { clocks: { B: -420, constructor: 5 } })).toEqual([['first', 'second', 'third']])
  })

  it('are none without photos, and one of one photo', () => {
    const none = shootsOf(libraryOf([]), { now })
    expect(none).toEqual({ of: new Int32Array(), starts: new Int32Array(1), members: new Int32Array(), details: [] })
    expect(namesOf([{ name: 'one', at: MORNING }])).toEqual([['one']])
    expect(namesOf([{ name: 'one' }])).toEqual([['one']])
  })

  it('part all photos, the same ones in whatever order they come', () => {
    const frame = fc.record({
      folder: fc.constantFrom('a', 'b'),
      at: fc.option(
        fc.integer({ min: 0, max: 72 }).map((hours) => later(MORNING, 3600 * hours)),
        { nil: undefined },
      ),
      camera: fc.constantFrom('A', 'B'),
    })
    const frames = fc
      .array(frame, { maxLength: 25 })
      .map((some) => some.map((each, at) => ({ ...each, name: `${at}` })))
    const shuffled = frames.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.constantFrom('each', 'ignore'),
      ),
    )
    const sets = (all: readonly (readonly string[])[]) => new Set(all.map((names) => names.join(' ')))
    fc.assert(
      fc.property(shuffled, ([all, other, folders]) => {
        const { of, starts, members, details } = shootsOf(libraryOf(all), { folders: folders as 'each', now })
        expect([...members].sort((a, b) => a - b)).toEqual([...all.keys()])
        expect([starts[0], starts.at(-1), starts.length]).toEqual([0, all.length, details.length + 1])
        details.forEach(({ frames: count, from }, shoot) => {
          expect(count).toBeGreaterThan(0)
          for (const place of members.subarray(starts[shoot], starts[shoot + 1])) expect(of[place]).toBe(shoot)
          const before = details[shoot - 1]?.from ?? from
          if (!Number.isNaN(from)) expect(from).toBeGreaterThanOrEqual(before)
        })
        const settings = { folders: folders as 'each' }
        expect(sets(namesOf(other, settings))).toEqual(sets(namesOf(all, settings)))
      }),
    )
  })

  it('take 50,000 frames of one folder, of two cameras and of one date too, in seconds', () => {
    const random = createRandom('archive/one folder')
    const frames = Array.from({ length: 50_000 }, (_, at) => ({
      name: `IMG_${50_000 - at}`,
      at: later(MORNING, at),
      camera: at % 2 === 0 ? 'A' : 'B',
      hash: hashOf(random),
    }))
    const { ids, facts } = libraryOf(frames)
    const { details } = shootsOf({ ids, facts }, { now })
    const copied = shootsOf({ ids, facts: { ...facts, takenAt: facts.takenAt.map(() => facts.takenAt[0]!) } }, { now })
    expect(details.map((shoot) => shoot.frames)).toEqual([50_000])
    expect(Array.from(copied.members.subarray(0, 2))).toEqual([49_999, 49_998])
  })
})
