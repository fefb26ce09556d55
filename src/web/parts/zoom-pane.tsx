import { useRef } from 'preact/hooks'
import { PhotoImage } from './photo-image.tsx'
import { useFrame } from './use-frame.ts'
import { type Keys, useKeys } from './use-keys.ts'
import { scaleOf, toggled, useZoomGestures } from './use-zoom-gestures.ts'
import { panned, type Picture, placed, type View, type Zoom, zoomedTo } from './zoom.ts'
import './zoom-pane.css'

/** One press of + or -. */
const STEP = 1.5

/** A photo that can be looked at closely. Who renders it keeps the zoom, so that several can share one. */
export function ZoomPane({
  id,
  name,
  picture,
  zoom,
  onZoom,
  hasKeys = true,
  inDialog = false,
  isQuick = false,
}: {
  readonly id: number
  readonly name: string
  readonly picture: Picture
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  /** Whether Z, + and -, and the arrows of a zoomed picture, are for this one. */
  readonly hasKeys?: boolean
  readonly inDialog?: boolean
  /** Goes to 100 % and back by one press and by the space bar, too. */
  readonly isQuick?: boolean
}) {
  const element = useRef<HTMLDivElement>(null)
  const frame = useFrame(element)
  const view: View | null = frame === null ? null : { picture, frame, pixel: 1 / devicePixelRatio }
  const isClose = zoom.scale !== null
  const pointer = useZoomGestures(element, { view, zoom, onZoom, presses: isQuick ? 1 : 2 })
  useKeys(hasKeys && view !== null ? keysOf(view) : {}, { inDialog })
  const at = view === null ? null : placed(zoom, view)
  return (
    <div ref={element} class={isClose ? 'zoom-pane close' : 'zoom-pane'}>
      {at !== null && (
        <div
          class="zoomed"
          style={{
            width: `${at.width}px`,
            height: `${at.height}px`,
            transform: `translate(${snapped(at.left)}px, ${snapped(at.top)}px)`,
          }}
        >
          <PhotoImage id={id} name={name} size="preview" eager />
          {isClose && <FullImage id={id} />}
        </div>
      )}
    </div>
  )

  function keysOf(shown: View): Keys {
    const middle = { x: shown.frame.width / 2, y: shown.frame.height / 2 }
    const by = (factor: number) => (): void =>
      onZoom(zoomedTo(zoom, scaleOf(zoom, shown) * factor, { ...shown, at: middle }))
    const push = (x: number, y: number) => (): void =>
      onZoom(panned(zoom, { x: (x * shown.frame.width) / 4, y: (y * shown.frame.height) / 4 }, shown))
    const toggle = (): void => onZoom(toggled(zoom, { ...shown, at: pointer.current ?? middle }))
    return {
      z: toggle,
      ...(isQuick && { ' ': toggle }),
      '+': by(STEP),
      '=': by(STEP),
      '-': by(1 / STEP),
      ...(isClose && { arrowleft: push(1, 0), arrowright: push(-1, 0), arrowup: push(0, 1), arrowdown: push(0, -1) }),
    }
  }
}

/** All pixels over the preview, which stands for them until they are here. */
function FullImage({ id }: { readonly id: number }) {
  return (
    <img
      class="full-image"
      src={`/api/photos/${id}/full`}
      alt=""
      decoding="async"
      draggable={false}
      onError={({ currentTarget }) => currentTarget.removeAttribute('src')}
    />
  )
}

/** To whole screen pixels: 100 % would be blurred between them. */
function snapped(length: number): number {
  return Math.round(length * devicePixelRatio) / devicePixelRatio
}
