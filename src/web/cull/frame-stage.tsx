import { PhotoImage } from '../parts/photo-image.tsx'
import { GivenMark } from '../parts/stars.tsx'
import { ZoomPane } from '../parts/zoom-pane.tsx'
import type { Zoom } from '../parts/zoom.ts'
import { cards } from '../store/cards.ts'
import { LikelyDots } from './likely-dots.tsx'
import { FlagMark } from './flag-mark.tsx'
import type { Flag } from './next-open.ts'
import { flagWords } from './words.ts'

/** The frame that is judged, large, and a line about it. */
export function FrameStage({
  photo,
  name,
  flag,
  series,
  likely,
  zoom,
  onZoom,
  isReady,
}: {
  readonly photo: number
  readonly name: string
  readonly flag: Flag | null
  readonly series: readonly number[]
  /** Null where the order is that of time. */
  readonly likely: 0 | 1 | 2 | 3 | null
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  /** Whether it is there to be seen. */
  readonly isReady: boolean
}) {
  const card = cards.value.get(photo)?.card
  return (
    <div class="cull-stage" data-frame={photo} data-ready={isReady}>
      {card === undefined || !isReady ? (
        <p class="cull-late quiet">The frame is coming</p>
      ) : card.width > 0 ? (
        <ZoomPane
          key={photo}
          id={photo}
          name={name}
          picture={{ width: card.width, height: card.height }}
          zoom={zoom}
          onZoom={onZoom}
          isQuick
        />
      ) : (
        <PhotoImage id={photo} name={name} size="preview" eager />
      )}
      <p class="cull-facts">
        <span class="name">{name}</span>
        {series.length > 1 && (
          <span class="quiet">
            {series.indexOf(photo) + 1} of {series.length} in its series
          </span>
        )}
        {likely !== null && <LikelyDots likely={likely} />}
        {card !== undefined && <GivenMark given={starsOf(card.given)} />}
        <span class={flag === null ? 'quiet' : ''}>
          <FlagMark flag={flag} /> <span aria-hidden={flag !== null}>{flagWords(flag)}</span>
        </span>
      </p>
    </div>
  )
}

function starsOf<G extends { readonly flag?: unknown }>(given: G | null): Omit<G, 'flag'> | null {
  if (given === null) return null
  const { flag: _, ...rest } = given
  return rest
}
