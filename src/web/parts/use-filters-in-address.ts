import { useEffect } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { filters } from '../store/order.ts'
import { filtersIn, withFilters } from '../store/filter-query.ts'

/**
 * Keeps the filters in the page's address, so that a reload or a link keeps them. An address with a question is obeyed;
 * one without keeps what was chosen: who comes back from rating finds the library as it was left.
 */
export function useFiltersInAddress(path: string): void {
  const [, go] = useLocation()
  const search = useSearch()
  useEffect(() => {
    if (search === '') return
    const asked = filtersIn(search)
    if (withFilters(path, asked) !== withFilters(path, filters.value)) filters.value = asked
  }, [path, search])
  const wanted = withFilters(path, filters.value)
  useEffect(() => {
    // Of now: what an address asked for a moment ago has not been rendered yet, and must not be taken from it.
    const chosen = withFilters(path, filters.peek())
    const { pathname, search: now } = location
    if (pathname === path && chosen !== path + now) go(chosen, { replace: true })
  }, [path, wanted, search, go])
}
