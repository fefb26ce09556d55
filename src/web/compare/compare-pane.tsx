import type { ComponentChildren } from 'preact'
import type { Card } from '../../server/messages/index.ts'
import { RatingButtons } from '../parts/rating-buttons.tsx'
import { ExpectedStars } from '../parts/stars.tsx'
import { ZoomPane } from '../parts/zoom-pane.tsx'
import type { Zoom } from '../parts/zoom.ts'

/** One of the photos that are compared. The keys are for the one that has the focus. */
export function ComparePane({
  card,
  zoom,
  isActive,
  focus,
  onZoom,
  onActive,
  isQuick = false,
  children,
}: {
  readonly card: Card
  readonly zoom: Zoom
  readonly isActive: boolean
  /** How sharp it is beside the others; null until it is known. */
  readonly focus: string | null
  readonly onZoom: (zoom: Zoom) => void
  readonly onActive: () => void
  /** One press and the space bar zoom, too. */
  readonly isQuick?: boolean
  /** What is said of the photo below it; without it stars and flags. */
  readonly children?: ComponentChildren
}) {
  const { id, name, width, height, place, given, expected } = card
  const isStarred = given?.score !== undefined || given?.stars !== undefined
  return (
    <section
      class={isActive ? 'compare-pane active' : 'compare-pane'}
      aria-label={isActive ? `${name}, the keys are for this one` : name}
      onFocusCapture={onActive}
      onPointerDown={onActive}
    >
      {/* What has the focus gets the keys, so a photo can have it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div class="picture" data-pane={id} tabIndex={0} role="group" aria-label={name}>
        <ZoomPane
          id={id}
          name={name}
          picture={{ width, height }}
          zoom={zoom}
          onZoom={onZoom}
          hasKeys={isActive}
          inDialog
          isQuick={isQuick}
        />
      </div>
      <footer>
        <span class="name">{name}</span>
        {focus !== null && <span class="quiet focus">{focus}</span>}
        {children ?? (
          <>
            <span class="quiet">place {place.toLocaleString('en')}</span>
            {!isStarred && <ExpectedStars expected={expected} />}
            <RatingButtons photo={id} name={name} given={given} />
          </>
        )}
      </footer>
    </section>
  )
}

/** Gives the keys to the pane of a photo. */
export function focusPane(within: HTMLElement | null, photo: number): void {
  within?.querySelector<HTMLElement>(`[data-pane="${photo}"]`)?.focus()
}
