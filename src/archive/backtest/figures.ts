import { areaUnder, foundAt, type KeeperCurve } from './curve.ts'

/** Shares of the frames at which curves are told: 0, .05, .. 1. */
export const LOOKED: readonly number[] = Array.from({ length: 21 }, (_, at) => at / 20)

/**
 * What is averaged over shoots, in one row: keepers found at each share of `LOOKED`, then at the share that the verdict is
 * about, then the area. All of them are linear in the curve: the mean of rows is the row of the mean curve.
 */
export const FIGURES = LOOKED.length + 2
export const RECALL = LOOKED.length
export const AREA = LOOKED.length + 1

/** (figure) of a curve. */
export function figuresOf(curve: KeeperCurve, lookedAt: number): Float64Array {
  return Float64Array.from([...LOOKED, lookedAt].map((share) => foundAt(curve, share)).concat(areaUnder(curve)))
}

/** (figure): the mean of some rows, of which there is at least one. */
export function meanFigures(rows: readonly Float64Array[]): Float64Array {
  return new Float64Array(FIGURES).map((_, figure) => rows.reduce((sum, row) => sum + row[figure]!, 0) / rows.length)
}

/** Whether a figure is a share of keepers that could be other than it is: not the ends of the curve, nor the area. */
export function isShareOfKeepers(figure: number): boolean {
  return figure === RECALL || (figure > 0 && figure < LOOKED.length - 1)
}
