import type { Card } from '../../server/messages/index.ts'
import { ZoomPane } from '../parts/zoom-pane.tsx'
import { WHOLE, type Zoom } from '../parts/zoom.ts'

/** The photo itself, with the ways out of it. */
export function PhotoStage({
  card,
  zoom,
  onZoom,
  onBack,
  onBefore,
  onAfter,
  where,
}: {
  readonly card: Card
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  readonly onBack: () => void
  /** Null where there is none. */
  readonly onBefore: (() => void) | null
  readonly onAfter: (() => void) | null
  /** Where it stands among the photos shown. */
  readonly where: string
}) {
  const { id, name, width, height } = card
  const isClose = zoom.scale !== null
  return (
    <div class="photo-stage">
      <div class="photo-bar">
        <button type="button" class="plain back" aria-keyshortcuts="Escape" aria-label="Library" onClick={onBack}>
          {'\u2190'} <span>Library</span>
        </button>
        <h1>{name}</h1>
        <span class="quiet where">{where}</span>
        <button
          type="button"
          class="plain"
          aria-label="The one before"
          title={'The one before (\u2190)'}
          disabled={onBefore === null}
          onClick={() => onBefore?.()}
        >
          {'\u2039'}
        </button>
        <button
          type="button"
          class="plain"
          aria-label="The next"
          title={'The next (\u2192)'}
          disabled={onAfter === null}
          onClick={() => onAfter?.()}
        >
          {'\u203a'}
        </button>
        <button
          type="button"
          class="plain"
          title={isClose ? 'The whole photo (Z)' : 'One photo pixel on each screen pixel (Z)'}
          aria-pressed={isClose}
          onClick={() => onZoom(isClose ? WHOLE : { ...WHOLE, scale: 1 / devicePixelRatio })}
        >
          100 %
        </button>
      </div>
      <ZoomPane key={id} id={id} name={name} picture={{ width, height }} zoom={zoom} onZoom={onZoom} />
    </div>
  )
}
