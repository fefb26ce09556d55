import { useLayoutEffect, useRef } from 'preact/hooks'
import { useFrame } from '../parts/use-frame.ts'
import { cards } from '../store/cards.ts'
import { order } from '../store/order.ts'
import { GridCell } from './grid-cell.tsx'
import { GAP, layOut, placeOf } from './grid-layout.ts'
import { cellId, useGlide } from './use-glide.ts'
import { reveal, useScroll } from './use-scroll.ts'
import type { Selection } from './use-selection.ts'
import { useSight } from './use-sight.ts'
import { useWantedCards } from './use-wanted-cards.ts'
import './photo-grid.css'

/** What the keyboard needs to know of the grid. */
export interface GridHandle {
  readonly columns: number
  /** Rows that fit into sight. */
  readonly rows: number
  /** Scrolls as little as shows a photo whole; takes the focus where it is nowhere. */
  reveal(at: number): void
}

/**
 * All photos of an order, of which only those in sight stand in the page. A cell belongs to its photo: where the order
 * changes, photos that stay in sight glide to their new places, and nothing scrolls.
 */
export function PhotoGrid({
  ids,
  wanted,
  selected,
  isGrouped,
  onSelect,
  onOpen,
  onCompare,
  handle,
  question,
}: {
  readonly ids: readonly number[]
  /** About how wide a cell is, CSS pixels. */
  readonly wanted: number
  readonly selected: Selection | null
  readonly isGrouped: boolean
  readonly onSelect: (photo: number) => void
  readonly onOpen: (photo: number) => void
  readonly onCompare: (photo: number) => void
  readonly handle: { current: GridHandle | null }
  /** Another question is shown from its beginning. */
  readonly question: string
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const frame = useFrame(scroller)
  const isTouch = useRef(false)
  const count = ids.length
  const layout = layOut({ room: Math.max(1, (frame?.width ?? 1) - 2 * GAP), wanted, count })
  const room = frame?.height ?? 0
  const { first, end, isScrolling, onScroll } = useSight({ layout, count, room, question })
  // Two more have a cell wherever they stand: a screen reader speaks of the selected photo, and one that goes out of
  // sight is seen on its way.
  const far = [selected, selected?.gone ?? null].filter((cell) => cell !== null && (cell.at < first || cell.at >= end))
  const cells = ids
    .slice(first, end)
    .map((id, at) => ({ id, at: first + at }))
    .concat(far.map((cell) => ({ id: cell!.photo, at: cell!.at })))
    .sort((a, b) => a.at - b.at)

  useScroll({ scroller, layout, ids, selected, question, isShown: frame !== null })
  useGlide({ list, ids, layout, cells })
  useWantedCards({ ids, first, end })
  useLayoutEffect(() => {
    handle.current = {
      columns: layout.columns,
      rows: Math.max(1, Math.floor(room / (layout.height + GAP))),
      reveal(at) {
        reveal(scroller.current!, { layout, question, at })
        list.current!.focus({ preventScroll: true })
      },
    }
  })

  const known = cards.value
  return (
    <div ref={scroller} class="grid-scroller" data-event={order.value?.event} onScroll={onScroll}>
      {/* The keys are the whole view's (library-keys.ts): they work wherever the focus is. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        ref={list}
        class="photo-grid"
        role="listbox"
        tabIndex={0}
        aria-label="Photos"
        aria-activedescendant={selected === null ? undefined : cellId(selected.photo)}
        style={{ height: `${layout.total}px` }}
        onPointerDown={(event) => (isTouch.current = event.pointerType === 'touch')}
        onClick={(event) => {
          const photo = photoAt(event.target)
          if (photo === null) return
          onSelect(photo)
          if ((event.target as Element).closest('[data-series]') !== null) onCompare(photo)
          else if (isTouch.current) onOpen(photo)
        }}
        onDblClick={(event) => {
          const photo = photoAt(event.target)
          if (photo !== null && !isTouch.current && (event.target as Element).closest('[data-series]') === null) {
            onOpen(photo)
          }
        }}
      >
        {frame !== null &&
          cells.map(({ id, at }) => (
            <GridCell
              key={id}
              id={id}
              card={known.get(id)?.card}
              at={at}
              of={count}
              isSelected={id === selected?.photo}
              isStack={isGrouped}
              isScrolling={isScrolling}
              width={layout.width}
              height={layout.height}
              {...placeOf(layout, at)}
            />
          ))}
      </div>
    </div>
  )
}

function photoAt(target: EventTarget | null): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-photo]') : null
  return cell === null ? null : Number(cell.dataset['photo'])
}
