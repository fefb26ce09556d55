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
    const { pathname, search: now } = location
    if (pathname === path && wanted !== path + now) go(wanted, { replace: true })
  }, [path, wanted, search, go])
}
