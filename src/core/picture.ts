import type { TopLevelSpec } from 'vega-lite'
import { ShapeError } from './errors.ts'

/**
 * Charts as SVG text. The same numbers give the same bytes: no clock, no network, no fonts of the machine (text is measured
 * by a rule of thumb), and no ids, so that a page may hold many. Vega is loaded when the first chart is drawn, so that
 * importing this file costs nothing.
 */

export interface ChartAxis {
  readonly label: string
  /** `symlog` is a logarithm that has a place for 0, as numbers of ratings need. */
  readonly scale?: 'linear' | 'log' | 'symlog'
  /** Ends of the axis; else what the numbers need. Nothing may lie beyond. */
  readonly domain?: readonly [number, number]
  /** Where numbers stand on the axis. */
  readonly ticks?: readonly number[]
}

export interface ChartSeries {
  readonly name: string
  /** `low` and `high` draw a band, such as a standard error, around the line. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[]
}

/**
 * Lines with points, such as learning curves: one colour a series, the legend in the order given.
 * @returns SVG of about 640 by 400 pixels.
 */
export async function lineChart(chart: {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly series: readonly ChartSeries[]
}): Promise<string> {
  const names = chart.series.map(({ name }) => name)
  const values = chart.series.flatMap(({ name, points }) => points.map((point) => ({ ...point, name })))
  const crowded = Math.max(0, ...chart.series.map(({ points }) => points.length)) > 40
  const color = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: null,
    scale: { domain: names, range: names.map((_, at) => colours[at % colours.length]!) },
    ...(names.length > 1 ? {} : { legend: null }),
  }
  // Colours come round again after eight series; dashes tell the second round.
  const strokeDash = {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: null,
    scale: { domain: names, range: names.map((_, at) => dashes[Math.floor(at / colours.length) % dashes.length]!) },
    ...(names.length > 1 ? {} : { legend: null }),
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
      { mark: { type: 'line' as const, point: crowded ? false : { size: 28 } }, encoding: { x, y, color, strokeDash } },
    ],
  })
}

/**
 * A matrix with its numbers in the cells, such as the cosine similarity of task vectors (figure 4 of the paper).
 * @param chart.values (row, column); NaN leaves a cell empty.
 * @param chart.domain the values at the ends of the colour scale; where it holds 0 inside, 0 is white.
 * @throws {ShapeError} unless there is one value for each row and column.
 */
export async function heatMap(chart: {
  readonly title: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: readonly (readonly number[])[]
  readonly domain: readonly [number, number]
}): Promise<string> {
  const { rows, columns, values, domain } = chart
  if (values.length !== rows.length || values.some((row) => row.length !== columns.length)) {
    throw new ShapeError(
      `heatMap: expected ${rows.length} rows of ${columns.length} values, got ${values.length} rows of ` +
        [...new Set(values.map((row) => row.length))].join(' and '),
    )
  }
  const [low, high] = domain
  const cells = rows.flatMap((row, down) =>
    columns.flatMap((column, across) => {
      const value = values[down]![across]!
      if (!Number.isFinite(value)) return []
      // How far into the colour: the numbers turn white where the cell is dark.
      const depth = low < 0 && high > 0 ? Math.max(value / high, value / low) : (value - low) / (high - low)
      return [{ row, column, value, text: value.toFixed(2).replace(/^-(0\.00)$/, '$1'), dark: depth > 0.6 }]
    }),
  )
  const diverging = low < 0 && high > 0
  return draw({
    title: chart.title,
    width: { step: Math.max(58, 7 * Math.max(0, ...columns.map((column) => column.length)) + 12) },
    height: { step: 40 },
    data: { values: cells },
    encoding: {
      x: { field: 'column', type: 'nominal', sort: null, title: null, scale: { domain: [...columns] }, axis: headings },
      y: { field: 'row', type: 'nominal', sort: null, title: null, scale: { domain: [...rows] }, axis: headings },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 2 },
        encoding: {
          color: {
            field: 'value',
            type: 'quantitative',
            // The numbers stand in the cells; a colour bar would need an id, and ids clash when a page holds two charts.
            legend: null,
            scale: {
              domain: diverging ? [low, 0, high] : [low, high],
              range: diverging ? ['#b2452c', '#f7f7f7', '#1f5f99'] : ['#f2f5f8', '#1f5f99'],
              clamp: true,
              interpolate: 'lab',
            },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          text: { field: 'text', type: 'nominal' },
          color: { condition: { test: 'datum.dark', value: '#ffffff' }, value: '#333333' },
        },
      },
    ],
  })
}

function axisOf({ label, scale = 'linear', domain, ticks }: ChartAxis) {
  return {
    title: label,
    scale: {
      type: scale,
      zero: false,
      ...(domain === undefined ? { nice: scale === 'linear' } : { domain: [...domain] }),
    },
    axis: ticks === undefined ? {} : { values: [...ticks] },
  }
}

/** Okabe and Ito's colours, told apart by all kinds of colour vision; yellow, invisible on white, is left out. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#444444', '#8a6d3b']

const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
]

const headings = { domain: false, ticks: false, grid: false, labelAngle: 0, labelLimit: 220, labelPadding: 6 } as const

const theme = {
  background: '#ffffff',
  padding: 14,
  font: 'Helvetica, Arial, "DejaVu Sans", sans-serif',
  view: { stroke: null },
  title: { anchor: 'start', fontSize: 15, fontWeight: 600, color: '#222222', offset: 14 },
  axis: {
    labelColor: '#444444',
    titleColor: '#444444',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 10,
    domainColor: '#888888',
    tickColor: '#888888',
    gridColor: '#e8e8e8',
  },
  legend: {
    labelColor: '#333333',
    labelFontSize: 11,
    labelLimit: 260,
    symbolType: 'stroke',
    symbolStrokeWidth: 2.5,
    symbolSize: 260,
  },
  line: { strokeWidth: 2 },
} as const

async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new View(parse(compile(spec, { config: theme }).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
