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
}

/**
 * The photos before and after one in the order that the library shows. They stay the same while it is looked at: a rating
 * sends it far away, and who rates one photo after the other goes on from where it was.
 */
export function useNeighbours(photo: number): Neighbours & {
  /** Where it stands now. */
  readonly at: number
  readonly count: number
} {
  const ids = order.value?.ids ?? none
  const at = useMemo(() => ids.indexOf(photo), [ids, photo])
  const last = useRef<Neighbours>(null)
  const neighbours = useMemo(() => {
    const kept = last.current
    const isThere = (id: number | null): boolean => id === null || ids.includes(id)
    if (kept?.photo === photo && kept.place !== -1 && isThere(kept.before) && isThere(kept.after)) return kept
    return { photo, before: ids[at - 1] ?? null, after: at === -1 ? null : (ids[at + 1] ?? null), place: at }
  }, [ids, photo, at])
  useLayoutEffect(() => {
    last.current = neighbours
  }, [neighbours])
  return { ...neighbours, at, count: ids.length }
}
