import type { ComponentChildren } from 'preact'
import { WHOLE, type Zoom } from '../parts/zoom.ts'

/** The whole picture, or each of its pixels as one of the screen. */
export function CompareZoom({
  zoom,
  onZoom,
  children,
}: {
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  readonly children?: ComponentChildren
}) {
  return (
    <div class="compare-zoom" role="group" aria-label="Zoom">
      <button type="button" class="plain" aria-pressed={zoom.scale === null} onClick={() => onZoom(WHOLE)}>
        Fit
      </button>
      <button
        type="button"
        class="plain"
        aria-pressed={zoom.scale !== null}
        onClick={() => onZoom({ ...zoom, scale: 1 / devicePixelRatio })}
      >
        100 %
      </button>
      {children}
    </div>
  )
}
