import { orderQuery } from '../../server/messages/index.ts'
import { address } from '../server.ts'
import type { Filters } from '../store/order.ts'

const { person: _, with: __, ...fields } = orderQuery.shape

/** Filters as they stand in the page's address; what is none, such as a camera of 300 characters, is left out. */
export function filtersIn(search: string): Filters {
  const query = new URLSearchParams(search)
  const read = Object.entries(fields).flatMap(([name, schema]) => {
    const text = query.get(name)
    if (text === null) return []
    const parsed = schema.safeParse(text)
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : []
  })
  return plain(Object.fromEntries(read) as Filters)
}

/** `/library?given=unrated`; what is as always is left out. */
export function withFilters(path: string, filters: Filters): string {
  return address(path, plain(filters))
}

/** Without what asks for nothing. */
export function plain(filters: Filters): Filters {
  const asked = Object.entries(filters).filter(
    ([name, value]) => value !== undefined && value !== false && value !== '' && !(name === 'by' && value === 'taste'),
  )
  return Object.fromEntries(asked) as Filters
}

/** The same photos, all of them: only what sorts is kept. */
export function showingAll({ by, reverse }: Filters): Filters {
  return plain({ by, reverse } as Filters)
}
