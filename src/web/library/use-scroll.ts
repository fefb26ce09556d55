import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { keepScroll, keptScroll, takeFar } from '../store/place-in-library.ts'
import { GAP, type GridLayout, placeOf } from './grid-layout.ts'

/**
 * Scrolls the grid where nobody scrolls it: to where it was left when it is shown again, to the beginning where another
 * question is answered, to a photo that was selected out of sight, and, where cells change their size, so that what was
 * looked at is still in sight.
 */
export function useScroll({
  scroller,
  layout,
  ids,
  selected,
  question,
  isShown,
}: {
  readonly scroller: RefObject<HTMLElement>
  readonly layout: GridLayout
  readonly ids: readonly number[]
  readonly selected: { readonly at: number } | null
  readonly question: string
  readonly isShown: boolean
}): void {
  useLayoutEffect(() => {
    const box = scroller.current
    if (isShown && box !== null) scrollTo(box, { question, top: keptScroll(question) })
  }, [isShown, question, scroller])

  const latest = useRef(selected)
  latest.current = selected
  useLayoutEffect(() => {
    const box = scroller.current
    if (isShown && box !== null && takeFar() && latest.current !== null) {
      reveal(box, { layout, question, at: latest.current.at })
    }
    // Another order may bring it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isShown, ids, scroller])

  const before = useRef<GridLayout>(null)
  useLayoutEffect(() => {
    const last = before.current
    before.current = isShown ? layout : null
    if (last === null || (last.columns === layout.columns && last.height === layout.height)) return
    const box = scroller.current!
    const top = keptScroll(question)
    const own = selected === null ? -1 : placeOf(last, selected.at).y
    const isInSight = own + last.height > top && own < top + box.clientHeight
    const at = isInSight ? selected!.at : Math.floor(top / (last.height + GAP)) * last.columns
    scrollTo(box, { question, top: top + placeOf(layout, at).y - placeOf(last, at).y })
  })
}

/** Scrolls as little as shows a cell whole. */
export function reveal(
  scroller: HTMLElement,
  { layout, question, at }: { readonly layout: GridLayout; readonly question: string; readonly at: number },
): void {
  const { y } = placeOf(layout, at)
  const bottom = y + layout.height + 2 * GAP
  const { scrollTop, clientHeight } = scroller
  if (y < scrollTop) scrollTo(scroller, { question, top: y })
  else if (bottom > scrollTop + clientHeight) scrollTo(scroller, { question, top: bottom - clientHeight })
}

/** The browser tells of a scroll in its next frame; what is done before it has to know. */
function scrollTo(scroller: HTMLElement, { question, top }: { readonly question: string; readonly top: number }): void {
  scroller.scrollTop = top
  keepScroll(question, scroller.scrollTop)
}
