/** A rectangle on the page in pixels, y downwards. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Labelled {
  /** What the label belongs to, and what no label should cover: the point with its error bar. */
  readonly anchor: { readonly x: number; readonly y: number }
  readonly obstacle: Box
  readonly width: number
  readonly height: number
}

/**
 * Where to write names beside points so that no name covers another. Every name tries places around its point, near ones first,
 * and pays for what it covers; then all move again until none gets cheaper. No randomness: the same points give the same places.
 * @returns one box a label, within the frame.
 */
export function placeLabels(
  labels: readonly Labelled[],
  frame: { readonly width: number; readonly height: number },
): readonly Box[] {
  const places = labels.map((label) => placesAround(label, frame))
  const chosen = places.map((around) => around[0]!)
  const cost = (at: number, { box, distance }: Place): number => {
    let sum = distance
    for (let other = 0; other < labels.length; other++) {
      const own = other === at
      sum += (own ? 20 : 40) * share(box, labels[other]!.obstacle)
      if (own) continue
      sum += 2000 * share(box, chosen[other]!.box)
      // A line that leads to this name should not run through another name or point, nor another's line through this name.
      if (distance > 12 && crosses(labels[at]!.anchor, box, chosen[other]!.box)) sum += 400
      if (distance > 12 && crosses(labels[at]!.anchor, box, labels[other]!.obstacle)) sum += 60
      if (chosen[other]!.distance > 12 && crosses(labels[other]!.anchor, chosen[other]!.box, box)) sum += 400
    }
    return sum
  }
  // The crowded choose first: they have the fewest free places.
  const crowding = labels.map(({ anchor }) =>
    labels.reduce(
      (sum, { anchor: other }) => sum + Math.exp(-Math.hypot(anchor.x - other.x, anchor.y - other.y) / 60),
      0,
    ),
  )
  const order = labels.map((_, at) => at).toSorted((a, b) => crowding[b]! - crowding[a]! || a - b)
  for (let round = 0; round < 12; round++) {
    let moved = false
    for (const at of order) {
      let best = chosen[at]!
      let least = cost(at, best)
      for (const place of places[at]!) {
        // Nearest first: no later place can cost less than its distance.
        if (place.distance >= least) break
        const sum = cost(at, place)
        if (sum < least - 1e-9) [best, least] = [place, sum]
      }
      if (best !== chosen[at]) moved = true
      chosen[at] = best
    }
    if (!moved) break
  }
  return chosen.map(({ box }) => box)
}

interface Place {
  readonly box: Box
  /** From the point to the nearest spot of the box. */
  readonly distance: number
}

/** Boxes that touch rings around the point, within the frame, nearest first; to the right of the point before all. */
function placesAround({ anchor, width, height }: Labelled, frame: { width: number; height: number }): readonly Place[] {
  const places: Place[] = []
  for (const distance of [7, 9, 14, 22, 32, 44, 58, 76, 98, 124, 160, 200, 260, 340]) {
    for (let turn = 0; turn < 24; turn++) {
      const angle = (turn * Math.PI) / 12
      const [across, down] = [Math.cos(angle), Math.sin(angle)]
      // The box's side that looks at the point lies on the ring; between the sides it slides.
      const left = anchor.x + distance * across + (width * (across - 1)) / 2
      const top = anchor.y + distance * down + (height * (down - 1)) / 2
      const box = { left, top, right: left + width, bottom: top + height }
      if (box.left < 0 || box.top < 0 || box.right > frame.width || box.bottom > frame.height) continue
      places.push({ box, distance: distance + turn / 1000 })
    }
  }
  if (places.length > 0) return places
  // A name wider than the frame: over its point.
  const top = Math.max(0, anchor.y - height - 7)
  return [{ box: { left: 0, right: width, top, bottom: top + height }, distance: 0 }]
}

/** How much of `box` lies under `other`, from 0 to 1, and some more if any does. */
function share(box: Box, other: Box): number {
  const across = Math.min(box.right, other.right) - Math.max(box.left, other.left)
  const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
  if (across <= 0 || down <= 0) return 0
  return 1 + (across * down) / ((box.right - box.left) * (box.bottom - box.top))
}

/** Whether the line from a point to the nearest spot of `target` runs through `box`: looked at in steps, fine enough for names. */
function crosses(from: { readonly x: number; readonly y: number }, target: Box, box: Box): boolean {
  const x = Math.min(target.right, Math.max(target.left, from.x))
  const y = Math.min(target.bottom, Math.max(target.top, from.y))
  for (let step = 1; step < 20; step++) {
    const at = { x: from.x + ((x - from.x) * step) / 20, y: from.y + ((y - from.y) * step) / 20 }
    if (at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom) return true
  }
  return false
}
