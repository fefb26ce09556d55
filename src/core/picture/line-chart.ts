import { axisOf, type ChartAxis, type ChartReference } from './axis.ts'
import { colours, draw } from './draw.ts'

export interface ChartSeries {
  readonly name: string
  /** `low` and `high` draw a band, such as a standard error, around the line. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[]
}

/**
 * Lines with points, such as learning curves: one colour a series, the legend in the order given.
 * @param chart.references dotted lines across; the first has the colour of the first series, and so on, and the legend names them.
 * @returns SVG of about 640 by 400 pixels.
 */
export async function lineChart(chart: {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly series: readonly ChartSeries[]
  readonly references?: readonly ChartReference[]
}): Promise<string> {
  const references = chart.references ?? []
  const names = [...chart.series, ...references].map(({ name }) => name)
  const values = chart.series.flatMap(({ name, points }) => points.map((point) => ({ ...point, name })))
  const crowded = Math.max(0, ...chart.series.map(({ points }) => points.length)) > 40
  const legend = names.length > 1 ? {} : { legend: null }
  const styles = [
    // Colours come round again after eight series; dashes tell the second round.
    ...chart.series.map((_, at) => ({ colour: at, dash: dashes[Math.floor(at / colours.length) % dashes.length]! })),
    ...references.map((_, at) => ({ colour: at, dash: dotted })),
  ]
  const color = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: null,
    scale: { domain: names, range: styles.map(({ colour }) => colours[colour % colours.length]!) },
    ...legend,
  }
  const strokeDash = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: null,
    scale: { domain: names, range: styles.map(({ dash }) => dash) },
    ...legend,
  }
  const x = { field: 'x', type: 'quantitative' as const, ...axisOf(chart.x) }
  const y = { field: 'y', type: 'quantitative' as const, ...axisOf(chart.y) }
  const banded = values.filter(({ low, high }) => low !== undefined && high !== undefined)
  return draw({
    title: chart.title,
    width: 520,
    height: 320,
    data: { values },
    layer: [
      ...(banded.length === 0
        ? []
        : [
            {
              data: { values: banded },
              mark: { type: 'area' as const, opacity: 1, fillOpacity: 0.14 },
              encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
            },
          ]),
      ...(references.length === 0
        ? []
        : [
            {
              data: { values: references.map((reference) => ({ ...reference })) },
              mark: { type: 'rule' as const, strokeWidth: 1.6 },
              encoding: { y, color, strokeDash },
            },
          ]),
      { mark: { type: 'line' as const, point: crowded ? false : { size: 28 } }, encoding: { x, y, color, strokeDash } },
    ],
  })
}

const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
]

const dotted = [2, 3]
