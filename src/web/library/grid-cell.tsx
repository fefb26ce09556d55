import type { Card } from '../../server/messages/index.ts'
import { ExpectedStars, GivenMark } from '../parts/stars.tsx'
import { SureMeter } from './sure-meter.tsx'
import { Thumb } from './thumb.tsx'
import { cellId, translation } from './use-glide.ts'

/** Cells of such a width have room for a name, CSS pixels. */
const ROOM_FOR_NAME = 190

interface Cell {
  readonly id: number
  /** Undefined until it is fetched. */
  readonly card: Card | undefined
  /** From 0, in the order that is shown. */
  readonly at: number
  /** Photos that are shown. */
  readonly of: number
  readonly isSelected: boolean
  /** Stands for its near duplicates too. */
  readonly isStack: boolean
  readonly isScrolling: () => boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One photo of the grid: contained, never cropped, over one line about it. */
export function GridCell({ id, card, at, of, isSelected, isStack, isScrolling, x, y, width, height }: Cell) {
  const name = card?.name ?? `photo ${id}`
  const series = card?.series ?? 1
  return (
    <div
      id={cellId(id)}
      class={isStack && series > 1 ? 'grid-cell stack' : 'grid-cell'}
      role="option"
      aria-selected={isSelected}
      aria-posinset={at + 1}
      aria-setsize={of}
      data-photo={id}
      style={{ width: `${width}px`, height: `${height}px`, transform: translation({ x, y }) }}
    >
      <span class="unseen">{name}</span>
      <div class="picture">
        <Thumb id={id} isScrolling={isScrolling} />
        {series > 1 && (
          <span class="series" data-series title={`${series} near duplicates: compare them (C)`}>
            {series}
            <span class="unseen"> near duplicates</span>
          </span>
        )}
      </div>
      {card !== undefined && (
        <div class="caption">
          <span class="place">
            <span class="unseen">place </span>
            {card.place.toLocaleString('en')}
          </span>
          {isStarred(card) ? (
            <GivenMark given={card.given} />
          ) : (
            <>
              <ExpectedStars expected={card.expected} />
              <SureMeter probability={card.expected.probability} />
              <GivenMark given={card.given} />
            </>
          )}
          {width >= ROOM_FOR_NAME && (
            <span class="name" aria-hidden="true">
              {card.name}
            </span>
          )}
        </div>
      )}
    </div>
  )
}

/** Where stars were given, those that are expected would only be in the way. */
function isStarred({ given }: Card): boolean {
  return given?.score !== undefined || given?.stars !== undefined
}
