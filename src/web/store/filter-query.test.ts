import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Filters } from '../store/order.ts'
import { filtersIn, plain, showingAll, withFilters } from './filter-query.ts'

const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
const filters = fc.record(
  {
    by: fc.constantFrom('taste', 'date', 'name', 'unsure'),
    reverse: fc.boolean(),
    from: fc.constant('2024-05-31'),
    to: fc.constant('2024-06-01'),
    camera: word,
    folder: word,
    given: fc.constantFrom('rated', 'unrated', 'picked', 'rejected', '1', '5'),
    stars: fc.integer({ min: 1, max: 5 }),
    unsure: fc.boolean(),
    grouped: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Filters>

describe('filters in the address', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(filters, (chosen) => {
        const { search } = new URL(withFilters('/library', chosen), 'http://localhost')
        expect(filtersIn(search)).toEqual(plain(chosen))
      }),
    )
  })

  it('leave out what is no filter', () => {
    expect(filtersIn('?by=colour&stars=9&from=yesterday&given=4&person=ann&other=1')).toEqual({ given: '4' })
  })

  it('say nothing where nothing is asked for', () => {
    expect(withFilters('/library', { by: 'taste', reverse: false, grouped: false })).toBe('/library')
  })

  it('keep the order where all photos are shown again', () => {
    expect(showingAll({ by: 'date', reverse: true, given: 'rated', grouped: true })).toEqual({
      by: 'date',
      reverse: true,
    })
  })
})
