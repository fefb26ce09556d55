import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairOrder } from './fair-order.ts'

const paths = (count: number) => Array.from({ length: count }, (_, at) => `/photos/${String(at).padStart(6, '0')}.jpg`)

describe('the order of scanning', () => {
  it('has every photo once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (count, seed) => {
        expect([...fairOrder(paths(count), seed)].sort()).toEqual(paths(count))
      }),
      { seed: 1 },
    )
  })

  it('begins with photos from all over the library', () => {
    // Of ten folders of a thousand photos, each gives some to the first two hundred.
    const tenths = fairOrder(paths(10_000), 0)
      .slice(0, 200)
      .map((path) => Math.floor(Number(path.slice(8, 14)) / 1000))
    expect(new Set(tenths).size).toBeGreaterThanOrEqual(9)
  })

  it('is the same for the same seed, and keeps neighbours together', () => {
    const order = fairOrder(paths(1000), 3)
    expect(fairOrder(paths(1000), 3)).toEqual(order)
    expect(fairOrder(paths(1000), 4)).not.toEqual(order)
    const together = order.filter((path, at) => at % 8 !== 0 && path > order[at - 1]!)
    expect(together).toHaveLength(875)
  })
})
