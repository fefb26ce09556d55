import { useAnswer } from '../parts/use-answer.ts'
import { saidCount, state } from '../store/connection.ts'
import { plain } from '../store/filter-query.ts'
import { filters, longOrder, order } from '../store/order.ts'
import { partner, person } from '../store/person.ts'

const none: readonly number[] = []

/** All photos, best first for this person alone, whatever the library is filtered and sorted by. */
export function useTasteOrder(): readonly number[] {
  const isShown = Object.keys(plain(filters.value)).length === 0 && partner.value === undefined
  // What the library shows is here already; a long order is not asked for twice.
  const { value } = useAnswer(isShown ? null : '/api/order', {
    schema: longOrder,
    query: { person: person.value },
    version: `${saidCount.value}/${state.value?.photos ?? 0}`,
  })
  return (isShown ? order.value?.ids : value?.ids) ?? none
}
