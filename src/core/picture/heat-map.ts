import { ShapeError } from '../errors.ts'
import { draw } from './draw.ts'

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

const headings = { domain: false, ticks: false, grid: false, labelAngle: 0, labelLimit: 220, labelPadding: 6 } as const
