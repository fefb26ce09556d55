import type { Exporting } from '../../server/messages/index.ts'
import { filterWords } from '../parts/filter-words.ts'
import type { Filters } from '../store/order.ts'

/** Which photos are exported. */
export interface Selection {
  readonly which: 'best' | 'shown' | 'picks'
  /** Of `best`: how many. */
  readonly top: number
  /** Of `shown`: at least so many expected stars; 0 for any. */
  readonly stars: number
}

/** The order that a selection is the first of, as a question to the server. */
export function orderOf(selection: Selection, shown: Filters): Filters {
  switch (selection.which) {
    case 'best':
      return {}
    case 'picks':
      return { given: 'picked' }
    case 'shown':
      return selection.stars === 0 ? shown : { ...shown, stars: Math.max(selection.stars, shown.stars ?? 1) }
  }
}

/** What the server is asked to export. */
export function exportOf(
  selection: Selection,
  {
    format,
    shown,
    person,
    partner,
  }: {
    readonly format: Exporting['format']
    readonly shown: Filters
    readonly person: string
    readonly partner: string | undefined
  },
): Exporting {
  const { reverse, unsure, grouped, ...order } = orderOf(selection, shown)
  // The server reads an order as it stands in an address, where yes and no are words.
  const words = Object.entries({ reverse, unsure, grouped }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return {
    format,
    order: { ...order, ...Object.fromEntries(words), person, ...(partner === undefined ? {} : { with: partner }) },
    ...(selection.which === 'best' ? { top: selection.top } : {}),
  }
}

/** `newest first; picked`: what the library shows, for people. */
export function inWords(shown: Filters): string {
  const { by = 'taste', reverse = false } = shown
  const sorted = {
    taste: reverse ? 'worst first' : 'best first',
    date: reverse ? 'newest first' : 'oldest first',
    name: reverse ? 'by name, last first' : 'by name',
    unsure: reverse ? 'surest first' : 'least sure first',
  }[by]
  return [sorted, ...filterWords(shown)].join('; ')
}
