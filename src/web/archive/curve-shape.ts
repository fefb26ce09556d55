/** A drawing of shares over shares: both axes go from 0 to 1. CSS pixels. */
export interface Plot {
  readonly width: number
  readonly height: number
  /** Between the edges of the drawing and those of the axes. */
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export function acrossOf({ width, left, right }: Plot, share: number): number {
  return left + share * (width - left - right)
}

/** From the top. */
export function downOf({ height, top, bottom }: Plot, share: number): number {
  return top + (1 - share) * (height - top - bottom)
}

/** A broken line through points; `x` and `y` are shares. @returns the `d` of an SVG path. */
export function linePath(plot: Plot, x: readonly number[], y: readonly number[]): string {
  return x.map((at, place) => `${place === 0 ? 'M' : 'L'}${point(plot, at, y[place] ?? 0)}`).join('')
}

/** The area between two broken lines over the same `x`. @returns the `d` of an SVG path. */
export function bandPath(
  plot: Plot,
  {
    x,
    low,
    high,
  }: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] },
): string {
  if (x.length === 0) return ''
  const back = x.map((at, place) => `L${point(plot, at, low[place] ?? 0)}`).reverse()
  return `${linePath(plot, x, high)}${back.join('')}Z`
}

function point(plot: Plot, x: number, y: number): string {
  return `${tenths(acrossOf(plot, x))} ${tenths(downOf(plot, y))}`
}

function tenths(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

/**
 * Where each line carries its number: where it is furthest from the other lines and from the numbers that stand already.
 * @param lines (line, point): shares, over the points of `x`.
 * @returns (line): which point.
 */
export function placeNumbers(plot: Plot, x: readonly number[], lines: readonly (readonly number[])[]): number[] {
  const taken: { readonly x: number; readonly y: number }[] = []
  return lines.map((line, own) => {
    const place = x.map((at, point_) => ({ x: acrossOf(plot, at), y: downOf(plot, line[point_] ?? 0) }))
    let [best, room] = [0, -1]
    // All lines meet at both ends.
    for (let at = 1; at < x.length - 1; at++) {
      const others = lines.flatMap((other, number) =>
        number === own ? [] : [Math.abs(downOf(plot, other[at] ?? 0) - place[at]!.y)],
      )
      // Beyond 30 pixels one place is as good as another; one over another number is none.
      const fromLines = Math.min(30, ...others)
      const fromNumbers = Math.min(30, ...taken.map((each) => Math.hypot(each.x - place[at]!.x, each.y - place[at]!.y)))
      const found = fromLines + 2 * fromNumbers
      if (found > room) [best, room] = [at, found]
    }
    taken.push(place[best] ?? { x: 0, y: 0 })
    return best
  })
}
