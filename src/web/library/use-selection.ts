import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { selected } from './place-in-library.ts'

/**
 * The selected photo with its place in an order: the one that was selected, wherever it stands now. Where it is not
 * among them any more, such as one that was rated while those not rated are shown, the photo that took its place.
 */
export function useSelection(ids: readonly number[]): { readonly photo: number; readonly at: number } | null {
  const last = useRef(0)
  const wanted = selected.value
  const at = useMemo(() => (wanted === null ? -1 : ids.indexOf(wanted)), [ids, wanted])
  const own = at === -1 ? Math.min(last.current, ids.length - 1) : at
  const photo = ids[own]
  useLayoutEffect(() => {
    if (photo === undefined) return
    last.current = own
    selected.value = photo
  }, [photo, own])
  return photo === undefined ? null : { photo, at: own }
}
