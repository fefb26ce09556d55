import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoggedEvent } from '../catalog/index.ts'
import type { Groups } from './groups.ts'
import { type Marks, marksOf } from './marks.ts'
import { KEPT, PASSED, standingsOf, UNCLEAR, UNSEEN } from './standings.ts'

const letters = { k: KEPT, p: PASSED, '.': UNSEEN, '?': UNCLEAR }

describe('what became of the frames of a shoot', () => {
  it.each([
    ['kept is what was picked, passed over what lies between', 'P..P.', 'kppk.'],
    ['one mark alone says nothing of its neighbours', '..P..', '.....'],
    ['what comes after the last mark is unseen', '.P..N.', 'pkppp.'],
    ['a frame that was passed over is seen', '..PN.', 'ppkp.'],
    ['rejected frames are seen and not kept', 'X.P.X', 'ppkpp'],
    ['stars count by themselves', '3..4', 'kppk'],
    ['stars are relative to the shoot: where all have three, four are kept', '33433', 'ppkpp'],
    ['where most are above the rest, the highest are kept', '4434', 'kkpk'],
    ['where all are level nothing was chosen', '3333', '....'],
    ['a flag counts before stars', 'P5P', 'kpk'],
    ['a rejected frame with stars contradicts itself and is left out', 'P!.P', 'k?pk'],
    ['nothing marked, nothing said', '....', '....'],
    ['what was passed over is not kept where the rest was rejected', 'XXXNN', 'ppppp'],
    ['what was left where the rest was rejected is kept', 'XX.XX', 'ppkpp'],
  ])('%s: %s', (_, said, expected) => {
    const { marks, frames } = written(said)
    expect(lettersOf(standingsOf(marks, oneGroup(frames), alone(frames)).of)).toBe(expected)
  })

  it('who chooses one of a series looks at the others, wherever the shoot was left', () => {
    const { marks } = written('...P')
    const series: Groups = {
      of: Int32Array.of(0, 1, 1, 1),
      starts: Int32Array.of(0, 1, 4),
      members: Int32Array.of(0, 1, 2, 3),
    }
    expect(lettersOf(standingsOf(marks, oneGroup(4), series).of)).toBe('.ppk')
    const rejected = written('...X').marks
    expect(lettersOf(standingsOf(rejected, oneGroup(4), series).of)).toBe('....')
  })

  it('counts by shoot, each by its own measure', () => {
    const { marks } = written('3343P..P')
    const shoots: Groups = {
      of: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
      starts: Int32Array.of(0, 4, 8),
      members: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    }
    const found = standingsOf(marks, shoots, alone(8))
    expect(lettersOf(found.of)).toBe('ppkpkppk')
    expect([...found.kept]).toEqual([1, 2])
    expect([...found.passed]).toEqual([3, 2])
  })

  it('whatever was said: what is kept never stands below what was passed over, and what comes after the last mark is unseen', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('.', 'P', 'X', 'N', '1', '3', '4', '5', '!'), maxLength: 12 }),
        (said) => {
          const { marks, frames } = written(said)
          const { of, kept, passed, contradictions } = standingsOf(marks, oneGroup(frames), alone(frames))
          const levels = (standing: number) =>
            Array.from(of.keys()).flatMap((at) =>
              of[at] === standing ? [10 * marks.flag[at]! + marks.stars[at]!] : [],
            )
          expect(Math.min(...levels(KEPT))).toBeGreaterThanOrEqual(Math.max(...levels(PASSED)))
          expect(kept[0]).toBe(levels(KEPT).length)
          expect(passed[0]).toBe(levels(PASSED).length)
          expect(contradictions).toBe(said.split('!').length - 1)
          const end = said.length - said.replace(/\.+$/, '').length
          expect(of.subarray(frames - end).every((each) => each === UNSEEN)).toBe(true)
        },
      ),
    )
  })
})

describe('marks from a log', () => {
  const photos = ['a', 'b', 'c'].map((letter) => letter.repeat(64))
  const place = (contentHash: string) => (photos.includes(contentHash) ? photos.indexOf(contentHash) : undefined)
  const logged = (...said: readonly object[]) =>
    said.map((each, at) => ({ ...each, id: at + 1, person: 'me', time: '2026-01-01T00:00:00Z', source: 'app' }))
  const marks = (...said: readonly object[]) =>
    marksOf(logged(...said) as unknown as LoggedEvent[], { count: 3, placeOf: place })

  it('keep the last word: of flags, and of stars and scores', () => {
    const [a, b, c] = photos
    const found = marks(
      { kind: 'star', photo: a, stars: 4 },
      { kind: 'score', photo: a, score: 2 },
      { kind: 'pass', photo: b },
      { kind: 'pick', photo: b },
      { kind: 'pick', photo: c },
      { kind: 'pass', photo: c },
    )
    expect([...found.stars]).toEqual([2, 0, 0])
    expect([...found.flag]).toEqual([0, 1, 0])
    expect([...found.passed]).toEqual([0, 0, 1])
  })

  it('leave out what was undone, duels, and photos that are not in the library', () => {
    const found = marks(
      { kind: 'reject', photo: photos[0] },
      { kind: 'undo', undoes: 1 },
      { kind: 'duel', left: photos[0], right: photos[1], winner: 'left' },
      { kind: 'pick', photo: 'd'.repeat(64) },
    )
    expect([...found.flag, ...found.stars, ...found.passed].every((each) => each === 0)).toBe(true)
  })
})

/** P pick, X reject, N passed over, 1 to 5 stars, ! rejected with stars, . nothing. */
function written(said: string): { readonly marks: Marks; readonly frames: number } {
  const all = said.split('')
  return {
    frames: all.length,
    marks: {
      stars: Int8Array.from(all, (each) => (each === '!' ? 3 : Number(each) || 0)),
      flag: Int8Array.from(all, (each) => (each === 'P' ? 1 : each === 'X' || each === '!' ? -1 : 0)),
      passed: Uint8Array.from(all, (each) => (each === 'N' ? 1 : 0)),
    },
  }
}

function oneGroup(frames: number): Groups {
  const members = Int32Array.from({ length: frames }, (_, at) => at)
  return { of: new Int32Array(frames), starts: Int32Array.of(0, frames), members }
}

function alone(frames: number): Groups {
  const members = Int32Array.from({ length: frames }, (_, at) => at)
  return { of: members, starts: Int32Array.from({ length: frames + 1 }, (_, at) => at), members }
}

function lettersOf(standings: Uint8Array): string {
  return Array.from(standings, (each) => Object.entries(letters).find(([, value]) => value === each)![0]).join('')
}
