import { type RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { panned, placed, type Point, type View, type Zoom, zoomedTo } from './zoom.ts'

interface Gestures {
  readonly view: View | null
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  /** How many presses at one place go to 100 % and back. */
  readonly presses: 1 | 2
}

/** A press that moves less is none that drags. CSS pixels. */
const STILL = 4

/**
 * Wheel and pinch zoom at the pointer, a drag pans, a press or two go to 100 % and back.
 * @returns where the pointer was last, from the element's corner; null where it is not over it.
 */
export function useZoomGestures(element: RefObject<HTMLElement>, gestures: Gestures): RefObject<Point> {
  const latest = useRef(gestures)
  latest.current = gestures
  const pointer = useRef<Point>(null)
  useEffect(() => {
    const pane = element.current
    if (pane === null) return
    const hold = new Map<number, Point>()
    let pressedAt: Point | undefined
    const change = (next: (zoom: Zoom, view: View) => Zoom): void => {
      const { view, zoom, onZoom } = latest.current
      if (view === null) return
      const zoomed = next(zoom, view)
      latest.current = { ...latest.current, zoom: zoomed } // several may come before the next render
      onZoom(zoomed)
    }
    const from = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = pane.getBoundingClientRect()
      return { x: clientX - left, y: clientY - top }
    }
    const by = (factor: number, at: Point): void =>
      change((zoom, view) => zoomedTo(zoom, scaleOf(zoom, view) * factor, { ...view, at }))
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      by(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.002 : 0.06)), from(event))
    }
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return
      hold.set(event.pointerId, from(event))
      pressedAt = hold.size === 1 ? from(event) : undefined
      pane.setPointerCapture(event.pointerId)
    }
    const move = (event: PointerEvent): void => {
      const to = from(event)
      pointer.current = to
      const was = hold.get(event.pointerId)
      if (was === undefined) return
      hold.set(event.pointerId, to)
      const other = [...hold].find(([id]) => id !== event.pointerId)?.[1]
      if (other !== undefined) {
        const between = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }
        by(distance(to, other) / Math.max(1, distance(was, other)), between)
      }
      const share = other === undefined ? 1 : 0.5 // of two fingers each moves the middle by half
      change((zoom, view) => panned(zoom, { x: (to.x - was.x) * share, y: (to.y - was.y) * share }, view))
    }
    const up = ({ pointerId }: PointerEvent): boolean => hold.delete(pointerId)
    const leave = (): void => {
      pointer.current = null
    }
    const toggle = (event: MouseEvent): void => change((zoom, view) => toggled(zoom, { ...view, at: from(event) }))
    const once = (event: MouseEvent): void => {
      const isStill = pressedAt !== undefined && distance(pressedAt, from(event)) < STILL
      if (latest.current.presses === 1 && isStill) toggle(event)
    }
    const twice = (event: MouseEvent): void => {
      if (latest.current.presses === 2) toggle(event)
    }
    pane.addEventListener('wheel', wheel, { passive: false })
    pane.addEventListener('pointerdown', down)
    pane.addEventListener('pointermove', move)
    pane.addEventListener('pointerup', up)
    pane.addEventListener('pointercancel', up)
    pane.addEventListener('pointerleave', leave)
    pane.addEventListener('click', once)
    pane.addEventListener('dblclick', twice)
    return () => {
      pane.removeEventListener('wheel', wheel)
      pane.removeEventListener('pointerdown', down)
      pane.removeEventListener('pointermove', move)
      pane.removeEventListener('pointerup', up)
      pane.removeEventListener('pointercancel', up)
      pane.removeEventListener('pointerleave', leave)
      pane.removeEventListener('click', once)
      pane.removeEventListener('dblclick', twice)
    }
  }, [element])
  return pointer
}

/** 100 % at a point, or back to the whole picture. */
export function toggled(zoom: Zoom, { at, ...view }: View & { readonly at: Point }): Zoom {
  return zoomedTo(zoom, zoom.scale === null ? view.pixel : 0, { ...view, at })
}

/** CSS pixels per picture pixel, as it is shown now. */
export function scaleOf(zoom: Zoom, view: View): number {
  return zoom.scale ?? placed(zoom, view).width / view.picture.width
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
