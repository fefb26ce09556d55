import { expect, it } from 'vitest'
import { expandedTail } from './expanded-tail.ts'

it('has the tail of a bootstrap that the t distribution asks for', () => {
  // 2 * pnorm(-sqrt(n / (n - 1)) * qt(.975, n - 1)), halved; quantiles of t from any table: 2.7764, 2.2010, 1.9842.
  const expected = { 5: 0.000954, 12: 0.010758, 100: 0.023052 }
  for (const [count, tail] of Object.entries(expected)) expect(expandedTail(Number(count))).toBeCloseTo(tail, 4)
})
