/** In CSS pixels. */
export interface Frame {
  readonly width: number
  readonly height: number
}

/** In its own pixels, as it is looked at. */
export type Picture = Frame

/** How close pictures are looked at, and where. Shares of a picture, so that pictures of any size can follow one zoom. */
export interface Zoom {
  /** CSS pixels per picture pixel; null shows the whole picture. */
  readonly scale: number | null
  /** The point of the picture in the middle of the frame, each in [0, 1]. */
  readonly x: number
  readonly y: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** The whole picture. */
export const WHOLE: Zoom = { scale: null, x: 0.5, y: 0.5 }

/** Up to so many screen pixels for one of the picture. */
const CLOSEST = 8

/** The scale that shows a whole picture, and never more than its own pixels. `pixel` is one screen pixel in CSS pixels. */
export function wholeScale(picture: Picture, frame: Frame, pixel: number): number {
  return Math.min(frame.width / picture.width, frame.height / picture.height, pixel)
}

/** Where the picture lies in the frame, in CSS pixels. A picture that is larger than the frame leaves none of it empty. */
export function placed(
  zoom: Zoom,
  { picture, frame, pixel }: View,
): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const scale = zoom.scale ?? wholeScale(picture, frame, pixel)
  const [width, height] = [picture.width * scale, picture.height * scale]
  return {
    left: start(zoom.x, { length: width, room: frame.width }),
    top: start(zoom.y, { length: height, room: frame.height }),
    width,
    height,
  }
}

/** What of a picture is looked at through which frame. */
export interface View {
  readonly picture: Picture
  readonly frame: Frame
  /** One screen pixel in CSS pixels: 0.5 on a screen of double density. */
  readonly pixel: number
}

function start(middle: number, { length, room }: { readonly length: number; readonly room: number }): number {
  if (length <= room) return (room - length) / 2
  return Math.min(0, Math.max(room - length, room / 2 - middle * length))
}

/** Another scale, with the point of the picture under `at` (from the frame's corner) where it is. Far out is the whole picture. */
export function zoomedTo(zoom: Zoom, scale: number, { at, ...view }: View & { readonly at: Point }): Zoom {
  const { picture, frame, pixel } = view
  if (scale <= wholeScale(picture, frame, pixel) * 1.001) return WHOLE
  const to = Math.min(scale, CLOSEST * pixel)
  const now = placed(zoom, view)
  const [width, height] = [picture.width * to, picture.height * to]
  const under = { x: (at.x - now.left) / now.width, y: (at.y - now.top) / now.height }
  return settled(
    { scale: to, x: under.x + (frame.width / 2 - at.x) / width, y: under.y + (frame.height / 2 - at.y) / height },
    view,
  )
}

/** The picture pushed by so many CSS pixels. */
export function panned(zoom: Zoom, by: Point, view: View): Zoom {
  if (zoom.scale === null) return zoom
  const { width, height } = placed(zoom, view)
  return settled({ ...zoom, x: zoom.x - by.x / width, y: zoom.y - by.y / height }, view)
}

/** Without what lies beyond the edges, so that the way back is no longer than the way there. */
function settled(zoom: Zoom, view: View): Zoom {
  const { frame } = view
  const { left, top, width, height } = placed(zoom, view)
  return {
    scale: zoom.scale,
    x: width <= frame.width ? 0.5 : (frame.width / 2 - left) / width,
    y: height <= frame.height ? 0.5 : (frame.height / 2 - top) / height,
  }
}
