import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  entryOf,
  faceOf,
  type Flag,
  frameBeside,
  type Lineup,
  nextOpen,
  placeOf,
  seriesBeside,
  startAt,
  tallyOf,
} from './next-open.ts'

/** Two series of near duplicates with a frame of its own between them. */
const lineup: Lineup = [[1, 2, 3], [4], [5, 6]]

const flagsIn =
  (flags: Readonly<Record<number, Flag>>) =>
  (photo: number): Flag | null =>
    flags[photo] ?? null

describe('the next open frame', () => {
  it('is the one behind in the same series, and then the first open one of the next', () => {
    expect(nextOpen(lineup, { after: 1, flagOf: flagsIn({ 1: 'pick' }) })).toBe(2)
    expect(nextOpen(lineup, { after: 1, flagOf: flagsIn({ 1: 'pick', 2: 'pass' }) })).toBe(3)
    expect(nextOpen(lineup, { after: 3, flagOf: flagsIn({ 3: 'pick', 4: 'reject' }) })).toBe(5)
  })

  it('at the end of the shoot is the first that was left open, and none where all are culled', () => {
    expect(nextOpen(lineup, { after: 6, flagOf: flagsIn({ 1: 'pass', 6: 'pick' }) })).toBe(2)
    expect(nextOpen(lineup, { after: 6, flagOf: () => 'pass' })).toBeNull()
    expect(nextOpen(lineup, { after: null, flagOf: flagsIn({ 1: 'pass' }) })).toBe(2)
    expect(nextOpen([], { after: null, flagOf: () => null })).toBeNull()
  })

  it('leads to every frame once, whatever is said of them and wherever one begins', () => {
    const lineups = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 })
      .map((lengths) => lengths.map((length, at) => Array.from({ length }, (_, frame) => 10 * at + frame)))
    const verdict = fc.constantFrom<Flag>('pick', 'pass', 'reject')
    fc.assert(
      fc.property(lineups, fc.nat(), fc.infiniteStream(verdict), (series, start, verdicts) => {
        const frames = series.flat()
        const flags = new Map<number, Flag>()
        const flagOf = (photo: number): Flag | null => flags.get(photo) ?? null
        const seen: number[] = []
        let photo: number | null = frames[start % frames.length]!
        while (photo !== null) {
          seen.push(photo)
          flags.set(photo, verdicts.next().value)
          photo = nextOpen(series, { after: photo, flagOf })
        }
        expect([...seen].sort((a, b) => a - b)).toEqual(frames)
      }),
    )
  })
})

describe('a shoot that is opened', () => {
  it('begins at the first open frame', () => {
    expect(startAt(lineup, { last: null, flagOf: flagsIn({ 1: 'pass', 2: 'pick' }) })).toBe(3)
  })

  it('goes on at the frame that was left, or at the next open one behind it', () => {
    expect(startAt(lineup, { last: 5, flagOf: () => null })).toBe(5)
    expect(startAt(lineup, { last: 3, flagOf: flagsIn({ 3: 'pick', 4: 'pass' }) })).toBe(5)
    expect(startAt(lineup, { last: 99, flagOf: () => null })).toBe(1)
  })

  it('is at its end where all of it is culled', () => {
    expect(startAt(lineup, { last: 2, flagOf: () => 'pass' })).toBeNull()
  })
})

describe('moving through a shoot', () => {
  it('goes from frame to frame over the ends of series, and not beyond the shoot', () => {
    expect(frameBeside(lineup, { photo: 3, by: 1 })).toBe(4)
    expect(frameBeside(lineup, { photo: 4, by: -1 })).toBe(3)
    expect(frameBeside(lineup, { photo: 6, by: 1 })).toBeNull()
    expect(frameBeside(lineup, { photo: 1, by: -1 })).toBeNull()
    expect(frameBeside(lineup, { photo: 99, by: -1 })).toBeNull()
  })

  it('enters a series at its first open frame, else at the one that is kept, else at its first', () => {
    expect(seriesBeside(lineup, { photo: 2, by: 2, flagOf: flagsIn({ 5: 'pass' }) })).toBe(6)
    expect(entryOf([1, 2, 3], flagsIn({ 1: 'pass', 2: 'pass', 3: 'pick' }))).toBe(3)
    expect(entryOf([1, 2, 3], () => 'pass')).toBe(1)
    expect(seriesBeside(lineup, { photo: 5, by: 1, flagOf: () => null })).toBeNull()
    expect(seriesBeside(lineup, { photo: 1, by: -1, flagOf: () => null })).toBeNull()
  })

  it('knows where a frame stands, and which stands for its series', () => {
    expect(placeOf(lineup, 6)).toEqual({ series: 2, frame: 1 })
    expect(placeOf(lineup, 7)).toBeNull()
    expect(faceOf([1, 2, 3], flagsIn({ 1: 'pass', 3: 'pick' }))).toBe(3)
    expect(faceOf([1, 2, 3], () => null)).toBe(1)
  })

  it('counts what was said', () => {
    expect(tallyOf([1, 2, 3, 4], flagsIn({ 1: 'pick', 2: 'pass', 3: 'reject' }))).toEqual({
      pick: 1,
      pass: 1,
      reject: 1,
      open: 1,
    })
  })
})
