import { effect, signal, untracked } from '@preact/signals'
import { z } from 'zod'
import { type Order, order as orderMessage, type OrderQuery } from '../../server/messages/index.ts'
import { get, sentenceOf } from '../server.ts'
import { filtersIn } from './filter-query.ts'
import { partner, person } from './person.ts'

/** Of 100,000 numbers each check would be felt. */
export const longOrder = orderMessage.extend({ ids: z.custom<number[]>((ids) => Array.isArray(ids)) })

/** The filters and the sort of the library; whose taste it is comes from `person` and `partner`. */
export type Filters = Partial<Omit<OrderQuery, 'person' | 'with'>>

/** What the library is filtered and sorted by. */
export const filters = signal<Filters>(filtersIn(location.search))

/** Numbers of the photos as they stand; null until the first answer. */
export const order = signal<Order | null>(null)

/** Why there is no order, in a sentence. */
export const orderError = signal<string | null>(null)

let coming: AbortController | undefined
/** What was said while an order was coming, which has to follow from it. */
let stale = -1

/** Asks for the order anew; with `since`, only where what is shown does not follow from that event already. */
export function refreshOrder({ since = Infinity }: { readonly since?: number } = {}): void {
  if ((order.peek()?.event ?? -1) >= since) return
  // One question at a time, and one after it for all that happened meanwhile: a held key asks for no queue of orders.
  if (coming === undefined) void ask()
  else stale = Math.max(stale, since)
}

async function ask(): Promise<void> {
  const mine = new AbortController()
  coming = mine
  stale = -1
  const query = untracked(() => ({ ...filters.value, person: person.value, with: partner.value }))
  try {
    const found = await get('/api/order', { schema: longOrder, query, signal: mine.signal })
    if (coming !== mine) return
    order.value = found
    orderError.value = null
    if (found.event >= stale) stale = -1
  } catch (error) {
    if (coming !== mine) return
    orderError.value = sentenceOf(error)
  } finally {
    if (coming === mine) {
      coming = undefined
      if (stale >= 0) void ask()
    }
  }
}

// Another question makes the answer to the last one worthless.
effect(() => {
  void [filters.value, person.value, partner.value]
  coming?.abort()
  coming = undefined
  untracked(() => void ask())
})
