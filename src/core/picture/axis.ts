import { literal } from './draw.ts'

export interface ChartAxis {
  readonly label: string
  /** `symlog` is a logarithm that has a place for 0, as numbers of ratings need. */
  readonly scale?: 'linear' | 'log' | 'symlog'
  /** Ends of the axis; else what the numbers need. Nothing may lie beyond. */
  readonly domain?: readonly [number, number]
  /** Where numbers stand on the axis. */
  readonly ticks?: readonly number[]
  /** Words in place of these numbers, one a tick. */
  readonly tickNames?: readonly string[]
}

/** A dotted line across the chart at a height, such as what another system reaches. */
export interface ChartReference {
  readonly name: string
  readonly y: number
}

/** Scale and axis of an encoding in vega-lite's words. */
export function axisOf({ label, scale = 'linear', domain, ticks, tickNames }: ChartAxis) {
  return {
    title: label,
    scale: {
      type: scale,
      ...(scale === 'log' ? {} : { zero: false }),
      ...(domain === undefined ? { nice: scale === 'linear' } : { domain: [...domain] }),
    },
    axis: {
      ...(ticks === undefined ? {} : { values: [...ticks] }),
      ...(ticks === undefined || tickNames === undefined
        ? {}
        : { labelExpr: `${literal(tickNames)}[indexof(${literal(ticks)}, datum.value)]` }),
    },
  }
}
