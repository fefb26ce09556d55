import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, UsageError } from '../core/index.ts'
import { keepDiverse } from './keep-diverse.ts'

const WIDTH = 16

/** Frames around a few looks, each look in a series or several. */
function shoot({ frames, looks = frames, seed = 0 }: { frames: number; looks?: number; seed?: number }) {
  const random = createRandom(`diverse ${seed}`)
  const look = Array.from({ length: looks }, () => Float64Array.from({ length: WIDTH }, () => 40 * random.normal()))
  const lookOf = Array.from({ length: frames }, (_, frame) => frame % looks)
  const embedding = Int8Array.from({ length: frames * WIDTH }, (_, at) =>
    Math.max(-127, Math.min(127, look[lookOf[Math.floor(at / WIDTH)]!]![at % WIDTH]! + 4 * random.normal())),
  )
  return {
    frames: Array.from({ length: frames }, (_, frame) => frame),
    scores: Array.from({ length: frames }, () => random.normal()),
    descriptors: { width: WIDTH, embedding },
    series: { of: Int32Array.from({ length: frames }, (_, frame) => frame) },
    lookOf,
  }
}

/** log det of quality and likeness of some frames, by Gaussian elimination. */
function logDeterminant({ scores, descriptors: { embedding } }: ReturnType<typeof shoot>, chosen: readonly number[]) {
  const mean = scores.reduce((sum, each) => sum + each, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((sum, each) => sum + (each - mean) ** 2, 0) / scores.length)
  const vector = (frame: number) => Array.from(embedding.subarray(frame * WIDTH, (frame + 1) * WIDTH))
  const dot = (a: number, b: number) => vector(a).reduce((sum, each, at) => sum + each * vector(b)[at]!, 0)
  const matrix = chosen.map((a) =>
    chosen.map((b) => {
      const quality = Math.exp((scores[a]! + scores[b]! - 2 * mean) / spread / 2)
      return quality * Math.exp(2 * (dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) - 1))
    }),
  )
  let sum = 0
  for (let at = 0; at < matrix.length; at++) {
    sum += Math.log(matrix[at]![at]!)
    for (let row = at + 1; row < matrix.length; row++) {
      const factor = matrix[row]![at]! / matrix[at]![at]!
      matrix[row] = matrix[row]!.map((value, column) => value - factor * matrix[at]![column]!)
    }
  }
  return sum
}

describe('frames to keep', () => {
  it('are at each step those that make the determinant of quality and likeness largest', () => {
    for (const seed of [0, 1, 2]) {
      const of = shoot({ frames: 16, looks: 6, seed })
      const chosen = keepDiverse({ ...of, count: 6 })
      for (let step = 1; step <= 6; step++) {
        const before = chosen.slice(0, step - 1)
        const open = of.frames.filter((frame) => !before.includes(frame))
        const values = open.map((frame) => logDeterminant(of, [...before, frame]))
        const best = open[values.indexOf(Math.max(...values))]
        expect(chosen[step - 1]).toBe(best)
      }
    }
  })

  it('show every look once before one is shown again, where all are as good', () => {
    const of = shoot({ frames: 60, looks: 10 })
    const { scores: _, ...equal } = of
    const chosen = keepDiverse({ ...equal, count: 10 })
    expect(new Set(chosen.map((frame) => of.lookOf[frame]))).toHaveProperty('size', 10)
    expect(chosen[0]).toBe(0) // of equal ones the earlier
    expect(keepDiverse({ ...of, scores: of.scores.map(() => 3), count: 10 })).toEqual(chosen)
  })

  it('are the best of each look where looks are far apart', () => {
    const of = shoot({ frames: 30, looks: 3 })
    const best = [0, 1, 2].map(
      (look) =>
        of.frames.filter((frame) => of.lookOf[frame] === look).toSorted((a, b) => of.scores[b]! - of.scores[a]!)[0],
    )
    expect(keepDiverse({ ...of, count: 3 }).toSorted((a, b) => a - b)).toEqual(best.toSorted((a, b) => a! - b!))
  })

  it('are never two of one series while another series has none, nor three while another has one and could have two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 99 }),
        (of, count, seed) => {
          const frames = shoot({ frames: of.length, looks: 4, seed })
          const chosen = keepDiverse({ ...frames, series: { of: Int32Array.from(of) }, count })
          expect(new Set(chosen).size).toBe(Math.min(count, of.length))
          const taken = (series: number): number => chosen.filter((frame) => of[frame] === series).length
          const most = Math.max(...of.map(taken))
          for (const series of new Set(of)) {
            const size = of.filter((each) => each === series).length
            expect(taken(series)).toBeGreaterThanOrEqual(Math.min(most - 1, size))
          }
        },
      ),
      { numRuns: 200, seed: 7 },
    )
  })

  it('are all frames where more are asked for, copies of one picture and empty embeddings among them', () => {
    const of = shoot({ frames: 9, looks: 3 })
    for (const embedding of [new Int8Array(9 * WIDTH), new Int8Array(9 * WIDTH).fill(5), of.descriptors.embedding]) {
      const all = keepDiverse({ ...of, descriptors: { width: WIDTH, embedding }, count: 500 })
      expect(all.toSorted((a, b) => a - b)).toEqual(of.frames)
      // Where pictures tell nothing apart, the better one comes first.
      if (embedding[0] === 5 && embedding[1] === 5)
        expect(all).toEqual(of.frames.toSorted((a, b) => of.scores[b]! - of.scores[a]!))
    }
    expect(keepDiverse({ ...of, frames: [], scores: [], count: 3 })).toEqual([])
    expect(keepDiverse({ ...of, frames: [4], scores: [1], count: 3 })).toEqual([4])
  })

  it('are the same for the same arguments, and of some thousands found at once', () => {
    const of = shoot({ frames: 4000, looks: 50 })
    const chosen = keepDiverse({ ...of, count: 50 })
    expect(new Set(chosen.map((frame) => of.lookOf[frame])).size).toBeGreaterThan(40)
    expect(keepDiverse({ ...of, count: 50 })).toEqual(chosen)
  })

  it.each([0, -1, 1.5, NaN])('are refused for %s', (count) => {
    expect(() => keepDiverse({ ...shoot({ frames: 3 }), count })).toThrow(UsageError)
  })
})
