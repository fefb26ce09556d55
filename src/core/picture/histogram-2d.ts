import { axisOf, type ChartAxis } from './axis.ts'
import { draw } from './draw.ts'

/** How many pairs fall into each cell of a grid. */
export interface Histogram2d {
  /** Edges of the columns and of the rows, ascending, one more than there are of them. */
  readonly xEdges: readonly number[]
  readonly yEdges: readonly number[]
  /** (row, column), the lowest row first. */
  readonly counts: readonly (readonly number[])[]
}

/**
 * Counts pairs in a grid of equal cells that reaches from the least to the greatest number. A pair on an edge between two cells
 * belongs to the upper one, as in NumPy's `histogram2d`, the last edge to the last cell.
 */
export function countPairs(
  pairs: readonly { readonly x: number; readonly y: number }[],
  { bins = 20 }: { readonly bins?: number } = {},
): Histogram2d {
  const xEdges = edgesOf(
    pairs.map(({ x }) => x),
    bins,
  )
  const yEdges = edgesOf(
    pairs.map(({ y }) => y),
    bins,
  )
  const counts = Array.from({ length: bins }, () => Array.from({ length: bins }, () => 0))
  for (const { x, y } of pairs) counts[cellOf(y, yEdges)]![cellOf(x, xEdges)]! += 1
  return { xEdges, yEdges, counts }
}

/** A grid of counts, darker where more pairs fall; empty cells stay white. */
export async function histogram2d(chart: {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly histogram: Histogram2d
  /** What is counted, over the legend: "pairs". */
  readonly counted: string
}): Promise<string> {
  const { xEdges, yEdges, counts } = chart.histogram
  const steps = stepsOf(Math.max(0, ...counts.flat()))
  const cells = counts.flatMap((row, down) =>
    row.flatMap((count, across) =>
      count === 0
        ? []
        : [
            {
              left: xEdges[across]!,
              right: xEdges[across + 1]!,
              low: yEdges[down]!,
              high: yEdges[down + 1]!,
              step: steps.find(({ to }) => count <= to)!.name,
            },
          ],
    ),
  )
  const { axis: xAxis, ...x } = axisOf({ domain: [xEdges[0]!, xEdges.at(-1)!], ...chart.x })
  const { axis: yAxis, ...y } = axisOf({ domain: [yEdges[0]!, yEdges.at(-1)!], ...chart.y })
  return draw({
    title: chart.title,
    width: 420,
    height: 340,
    data: { values: cells },
    mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 0.5 },
    encoding: {
      x: { field: 'left', type: 'quantitative', ...x, axis: { ...xAxis, grid: false } },
      x2: { field: 'right' },
      y: { field: 'low', type: 'quantitative', ...y, axis: { ...yAxis, grid: false } },
      y2: { field: 'high' },
      color: {
        field: 'step',
        type: 'nominal',
        title: chart.counted,
        sort: null,
        scale: { domain: steps.map(({ name }) => name), range: steps.map((_, at) => shade(at, steps.length)) },
        // Steps, not a colour bar: that would need an id, and ids clash when a page holds two charts.
        legend: { symbolType: 'square', symbolSize: 160, symbolStrokeWidth: 0 },
      },
    },
  })
}

/** `bins + 1` edges from the least to the greatest; around a single number, half a unit to each side. */
function edgesOf(values: readonly number[], bins: number): readonly number[] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)]
  const [low, high] = least === greatest ? [least - 0.5, least + 0.5] : [least, greatest]
  return Array.from({ length: bins + 1 }, (_, at) => (at === bins ? high : low + ((high - low) * at) / bins))
}

function cellOf(value: number, edges: readonly number[]): number {
  const above = edges.findIndex((edge) => edge > value)
  return above === -1 ? edges.length - 2 : above - 1
}

/** 1, 2, 3 to 4, 5 to 8 and so on, up to the step that holds `most`. */
function stepsOf(most: number): readonly { readonly name: string; readonly to: number }[] {
  const steps = [{ name: '1', to: 1 }]
  while (steps.at(-1)!.to < most) {
    const from = steps.at(-1)!.to + 1
    const to = 2 * steps.at(-1)!.to
    steps.push({ name: from === to ? String(to) : `${from} to ${to}`, to })
  }
  return steps
}

/** From pale over full to dark blue. */
function shade(at: number, of: number): string {
  const share = of === 1 ? 1 : (2 * at) / (of - 1)
  const [from, to] = share < 1 ? [blues[0], blues[1]] : [blues[1], blues[2]]
  const part = share < 1 ? share : share - 1
  const channels = from.map((start, channel) => Math.round(start + (to[channel]! - start) * part))
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

const blues = [
  [0xcf, 0xe1, 0xf2],
  [0x4a, 0x90, 0xc8],
  [0x0b, 0x37, 0x66],
] as const
