import { useRef, useState } from 'preact/hooks'
import { cellsInSight, type GridLayout } from './grid-layout.ts'
import { keepScroll, keptScroll } from '../store/place-in-library.ts'

/** A scroll so short ago goes on, milliseconds. */
const GOING_ON = 120

/** Which cells stand in the page: `[first, end)`. Scrolling renders only where another row comes into sight. */
export function useSight({
  layout,
  count,
  room,
  question,
}: {
  readonly layout: GridLayout
  readonly count: number
  /** Height that is seen, CSS pixels. */
  readonly room: number
  readonly question: string
}): {
  readonly first: number
  readonly end: number
  /** Whether a scroll goes on that began so lately. */
  readonly isScrolling: () => boolean
  readonly onScroll: (event: { readonly currentTarget: HTMLElement }) => void
} {
  const [top, setTop] = useState(() => keptScroll(question))
  const scrolledAt = useRef(-Infinity)
  const latest = useRef({ layout, count, room, first: 0, end: 0 })
  const sight = cellsInSight(layout, { top, room, count })
  latest.current = { layout, count, room, ...sight }
  return {
    ...sight,
    isScrolling: () => performance.now() - scrolledAt.current < GOING_ON,
    onScroll({ currentTarget: { scrollTop } }) {
      scrolledAt.current = performance.now()
      keepScroll(question, scrollTop)
      const { first, end, ...rest } = latest.current
      const now = cellsInSight(rest.layout, { top: scrollTop, room: rest.room, count: rest.count })
      if (now.first !== first || now.end !== end) setTop(scrollTop)
    },
  }
}
