import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { order } from '../store/order.ts'

const none: readonly number[] = []

/** The photos before and after one; null at the ends of the order. */
interface Neighbours {
  readonly photo: number
  readonly before: number | null
  readonly after: number | null
  /** Where it stood when it was first looked at, from 0; -1 where it was not among those shown. */
  readonly place: number
  /** The order in which that was followed from this event. */
  readonly event: number
}

/**
 * The photos before and after one in the order that the library shows. They stay the same once something was said while it
 * is looked at: a rating sends it far away, and who rates one photo after the other goes on from where it was.
 */
export function useNeighbours(photo: number): Neighbours & {
  /** Where it stands now. */
  readonly at: number
  readonly count: number
} {
  const { ids, event } = order.value ?? { ids: none, event: -1 }
  const at = useMemo(() => ids.indexOf(photo), [ids, photo])
  const last = useRef<Neighbours>(null)
  const neighbours = useMemo(() => {
    const kept = last.current
    const isThere = (id: number | null): boolean => id === null || ids.includes(id)
    const isLater = kept?.photo === photo && kept.place !== -1 && kept.event !== event
    if (isLater && isThere(kept.before) && isThere(kept.after)) return kept
    return { photo, before: ids[at - 1] ?? null, after: at === -1 ? null : (ids[at + 1] ?? null), place: at, event }
  }, [ids, event, photo, at])
  useLayoutEffect(() => {
    last.current = neighbours
  }, [neighbours])
  return { ...neighbours, at, count: ids.length }
}
