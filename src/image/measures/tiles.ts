/** A photo in square tiles, row by row; what is left at the right and at the bottom belongs to none. */
export interface Tiles {
  /** In pixels of the photo, a multiple of 8: whole pixels in its eighth too. */
  readonly side: number
  readonly columns: number
  readonly rows: number
}

/** Tiles along the long side: small enough that a sharp eye fills one, large enough that one has edges to judge by. */
const ALONG = 24

export function tilesOf({ width, height }: { readonly width: number; readonly height: number }): Tiles {
  const side = Math.max(16, 8 * Math.round(Math.max(width, height) / ALONG / 8))
  return { side, columns: Math.floor(width / side), rows: Math.floor(height / side) }
}

/** The smallest number that at least this share of the weight does not exceed; NaN of nothing. */
export function weightedQuantile(
  values: readonly number[],
  { share, weights }: { readonly share: number; readonly weights?: readonly number[] },
): number {
  const weightOf = (at: number): number => weights?.[at] ?? 1
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!)
  const whole = order.reduce((sum, at) => sum + weightOf(at), 0)
  let below = 0
  for (const at of order) if ((below += weightOf(at)) >= share * whole) return values[at]!
  return values[order.at(-1) ?? -1] ?? Number.NaN
}
