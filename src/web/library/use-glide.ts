import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { type GridLayout, type Place, placeOf } from './grid-layout.ts'

/**
 * Lets the cells of photos that stay in sight glide to their places in another order. Their places in the document change
 * as well, which ends every transition: so each is put back first, and sent on its way after.
 */
export function useGlide({
  list,
  ids,
  layout,
  cells,
}: {
  readonly list: RefObject<HTMLElement>
  readonly ids: readonly number[]
  readonly layout: GridLayout
  readonly cells: readonly { readonly id: number; readonly at: number }[]
}): void {
  const before = useRef<{ ids: readonly number[]; layout: GridLayout; places: ReadonlyMap<number, number> }>(null)
  useLayoutEffect(() => {
    const last = before.current
    before.current = { ids, layout, places: new Map(cells.map(({ id, at }) => [id, at])) }
    // Cells of another size are laid out anew: nothing has to be followed by eye.
    if (last === null || last.ids === ids || last.layout.height !== layout.height) return
    const moves = cells.flatMap(({ id, at }) => {
      const was = last.places.get(id)
      const element =
        was === undefined || was === at ? null : list.current!.querySelector<HTMLElement>(`#${cellId(id)}`)
      return element === null ? [] : [{ element, from: placeOf(layout, was!), to: placeOf(layout, at) }]
    })
    if (moves.length === 0) return
    for (const { element, from } of moves) {
      element.style.transition = 'none'
      element.style.transform = translation(from)
    }
    list.current!.getBoundingClientRect() // has the browser see them there
    for (const { element, to } of moves) {
      element.style.transition = 'transform var(--glide)'
      element.style.transform = translation(to)
      element.addEventListener('transitionend', () => (element.style.transition = ''), { once: true })
    }
  })
}

/** The `id` of a cell in the page. */
export function cellId(photo: number): string {
  return `cell-${photo}`
}

/** A place as a CSS transform. */
export function translation({ x, y }: Place): string {
  return `translate(${x}px, ${y}px)`
}
