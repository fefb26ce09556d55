import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaUnder, foundAt, keeperCurve } from './curve.ts'
import { AREA, figuresOf, LOOKED, meanFigures, RECALL } from './figures.ts'

/** Of an order given best first: 1 where a frame was kept. */
const curveOf = (...isKept: readonly number[]) =>
  keeperCurve(
    Float64Array.from(isKept, (_, at) => -at),
    Uint8Array.from(isKept),
  )

describe('keeperCurve', () => {
  it('rises at once where all keepers come first, and has 1 - k / 2n under it', () => {
    const curve = curveOf(1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    expect([0, 0.1, 0.15, 0.2, 0.5, 1].map((share) => foundAt(curve, share))).toEqual([0, 0.5, 0.75, 1, 1, 1])
    expect(areaUnder(curve)).toBeCloseTo(1 - 2 / 20, 12)
  })

  it('stays at 0 until the end where all keepers come last, and has k / 2n under it', () => {
    const curve = curveOf(0, 0, 0, 0, 0, 0, 0, 0, 1, 1)
    expect([0, 0.5, 0.8, 0.9, 1].map((share) => foundAt(curve, share))).toEqual([0, 0, 0, 0.5, 1])
    expect(areaUnder(curve)).toBeCloseTo(2 / 20, 12)
  })

  it('is the diagonal where all scores are equal, wherever the keepers stand', () => {
    const curve = keeperCurve(new Float64Array(7), Uint8Array.of(1, 1, 0, 0, 0, 0, 1))
    for (const share of LOOKED) expect(foundAt(curve, share)).toBeCloseTo(share, 12)
    expect(areaUnder(curve)).toBeCloseTo(0.5, 12)
  })

  it('gives equal scores the mean over all orders of them', () => {
    const random = fc.record({
      scores: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }),
      kept: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 }).filter((all) => all.includes(1)),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(random, ({ scores, kept, share }) => {
        const isKept = Uint8Array.from(kept)
        const curve = keeperCurve(Float64Array.from(scores), isKept)
        // Every way to break ties: one of 120 orders of places.
        const broken = permutations([0, 1, 2, 3, 4]).map((places) =>
          keeperCurve(
            Float64Array.from(scores, (score, at) => score + places[at]! / 100),
            isKept,
          ),
        )
        const mean = (of: (each: typeof curve) => number) =>
          broken.reduce((sum, each) => sum + of(each), 0) / broken.length
        expect(foundAt(curve, share)).toBeCloseTo(
          mean((each) => foundAt(each, share)),
          10,
        )
        expect(areaUnder(curve)).toBeCloseTo(mean(areaUnder), 10)
      }),
      { numRuns: 50 },
    )
  })

  it('gives a row of figures whose mean is the row of the mean curve', () => {
    const rows = [curveOf(1, 0, 0, 1), curveOf(0, 1, 1, 0)].map((curve) => figuresOf(curve, 0.25))
    expect(rows.map((row) => [row[5], row[RECALL], row[AREA]])).toEqual([
      [0.5, 0.5, 0.5],
      [0, 0, 0.5],
    ])
    expect(meanFigures(rows)[RECALL]).toBe(0.25)
  })
})

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
