import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Order } from '../../server/messages/index.ts'
import { heldPlace, keepPlace, keptPlace, selected } from '../store/place-in-library.ts'

/** A photo with its place in the order that is shown, from 0. */
export interface Placed {
  readonly photo: number
  readonly at: number
}

export interface Selection extends Placed {
  /** Where the photo went that was selected before, if a rating sent it away: it is followed by eye. */
  readonly gone: Placed | null
}

/**
 * The selected photo with its place: wherever it stands now; but after a rating the photo that came to its place, and so
 * it is where it is not among those shown any more.
 */
export function useSelection(order: Order | null): Selection | null {
  const last = useRef({ event: order?.event ?? -1, gone: null as number | null })
  const wanted = selected.value
  const found = useMemo(() => {
    if (order === null) return null
    const { ids, event } = order
    const held = heldPlace(event)
    const own = held === null && wanted !== null ? ids.indexOf(wanted) : -1
    const at = own === -1 ? Math.min(held ?? keptPlace(), ids.length - 1) : own
    const gone = last.current.event === event ? last.current.gone : wanted
    const goneTo = gone === null || gone === ids[at] ? -1 : ids.indexOf(gone)
    return { photo: ids[at], at, gone: goneTo === -1 ? null : { photo: gone!, at: goneTo } }
  }, [order, wanted])
  useLayoutEffect(() => {
    if (order === null || found?.photo === undefined) return
    last.current = { event: order.event, gone: found.gone?.photo ?? null }
    keepPlace(found.at, order.event)
    selected.value = found.photo
  }, [order, found])
  return found?.photo === undefined ? null : { photo: found.photo, at: found.at, gone: found.gone }
}
