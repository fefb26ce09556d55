import { useMemo } from 'preact/hooks'
import { order } from '../store/order.ts'

const none: readonly number[] = []

/** The photos before and after one in the order that the library shows; null at its ends, or where it is not among them. */
export function useNeighbours(photo: number): {
  readonly before: number | null
  readonly after: number | null
  /** From 0; -1 where it is not among them. */
  readonly at: number
  readonly count: number
} {
  const ids = order.value?.ids ?? none
  const at = useMemo(() => ids.indexOf(photo), [ids, photo])
  return {
    before: at === -1 ? null : (ids[at - 1] ?? null),
    after: at === -1 ? null : (ids[at + 1] ?? null),
    at,
    count: ids.length,
  }
}
