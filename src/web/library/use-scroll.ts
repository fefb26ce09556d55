import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { GAP, type GridLayout, placeOf } from './grid-layout.ts'
import { keepScroll, keptScroll, takeFar } from './place-in-library.ts'

/**
 * Scrolls the grid where nobody scrolls it: to where it was left when it is shown again, to the beginning where another
 * question is answered, and, where cells change their size, so that what was looked at is still in sight.
 */
export function useScroll({
  scroller,
  layout,
  selected,
  scrollKey,
  isShown,
}: {
  readonly scroller: RefObject<HTMLElement>
  readonly layout: GridLayout
  readonly selected: { readonly at: number } | null
  readonly scrollKey: string
  readonly isShown: boolean
}): void {
  const latest = useRef({ layout, selected })
  latest.current = { layout, selected }
  useLayoutEffect(() => {
    const box = scroller.current
    if (!isShown || box === null) return
    scrollTo(box, keptScroll())
    const { layout: shown, selected: photo } = latest.current
    if (takeFar() && photo !== null) reveal(box, { layout: shown, at: photo.at })
  }, [isShown, scroller])

  const question = useRef(scrollKey)
  useLayoutEffect(() => {
    const box = scroller.current
    if (question.current === scrollKey || box === null) return
    question.current = scrollKey
    scrollTo(box, 0)
  }, [scrollKey, scroller])

  const before = useRef<GridLayout>(null)
  useLayoutEffect(() => {
    const last = before.current
    before.current = isShown ? layout : null
    if (last === null || (last.columns === layout.columns && last.height === layout.height)) return
    const box = scroller.current!
    const top = keptScroll()
    const own = selected === null ? -1 : placeOf(last, selected.at).y
    const isInSight = own + last.height > top && own < top + box.clientHeight
    const at = isInSight ? selected!.at : Math.floor(top / (last.height + GAP)) * last.columns
    scrollTo(box, top + placeOf(layout, at).y - placeOf(last, at).y)
  })
}

/** Scrolls as little as shows a cell whole. */
export function reveal(
  scroller: HTMLElement,
  { layout, at }: { readonly layout: GridLayout; readonly at: number },
): void {
  const { y } = placeOf(layout, at)
  const bottom = y + layout.height + 2 * GAP
  if (y < scroller.scrollTop) scrollTo(scroller, y)
  else if (bottom > scroller.scrollTop + scroller.clientHeight) scrollTo(scroller, bottom - scroller.clientHeight)
}

/** The browser tells of a scroll in its next frame; what is done before it has to know. */
function scrollTo(scroller: HTMLElement, top: number): void {
  scroller.scrollTop = top
  keepScroll(scroller.scrollTop)
}
