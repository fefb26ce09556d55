import { axisOf, type ChartAxis } from './axis.ts'
import { colours, draw } from './draw.ts'
import { type Box, placeLabels } from './place-labels.ts'

export interface ScatterPoint {
  readonly name: string
  readonly x: number
  readonly y: number
  /** Ends of a bar through the point, such as a confidence interval of y. */
  readonly low?: number
  readonly high?: number
}

/**
 * Named points, such as methods by cost and SROCC, each with its name beside it; a thin line leads from a point to a name that
 * found no place close by.
 * @returns SVG of about 640 by 460 pixels.
 */
export async function scatterChart(chart: {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly points: readonly ScatterPoint[]
}): Promise<string> {
  const size = { width: 560, height: 380 }
  const { points } = chart
  const x = placeOf(
    chart.x,
    [0, size.width],
    points.map((point) => point.x),
  )
  const y = placeOf(
    chart.y,
    [size.height, 0],
    points.flatMap(({ y: middle, low = middle, high = middle }) => [low, middle, high]),
  )
  const spots = points.map((point) => ({
    ...point,
    left: x.pixel(point.x),
    top: y.pixel(point.y),
    lowTop: y.pixel(point.low ?? point.y),
    highTop: y.pixel(point.high ?? point.y),
  }))
  const labels = placeLabels(
    spots.map(({ name, left, top, lowTop, highTop }) => ({
      anchor: { x: left, y: top },
      width: widthOf(name),
      height: labelHeight,
      obstacle: { left: left - 5, right: left + 5, top: Math.min(highTop, top - 5), bottom: Math.max(lowTop, top + 5) },
    })),
    size,
  )
  const values = spots.map((spot, at) => {
    const box = labels[at]!
    const end = nearestOf(box, spot.left, spot.top)
    const far = Math.hypot(end.x - spot.left, end.y - spot.top) > 12
    // The end of the name that is next to its point stays there, however broad the font is.
    const before = box.right <= spot.left
    return {
      ...spot,
      textLeft: before ? box.right - 2 : box.left + 2,
      textTop: (box.top + box.bottom) / 2,
      align: before ? 'right' : 'left',
      endLeft: end.x,
      endTop: end.y,
      far,
    }
  })
  const pixels = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })
  const shown = { x: { field: 'x', type: 'quantitative' as const }, y: { field: 'y', type: 'quantitative' as const } }
  return draw({
    title: chart.title,
    ...size,
    data: { values },
    layer: [
      {
        transform: [{ filter: 'datum.far' }],
        mark: { type: 'rule', color: '#999999', strokeWidth: 0.8 },
        encoding: { x: pixels('left'), y: pixels('top'), x2: { field: 'endLeft' }, y2: { field: 'endTop' } },
      },
      {
        mark: { type: 'rule', color: colours[0]!, strokeWidth: 1.2, opacity: 0.55 },
        encoding: { x: pixels('left'), y: pixels('lowTop'), y2: { field: 'highTop' } },
      },
      {
        mark: { type: 'point', filled: true, size: 56, opacity: 1, color: colours[0]! },
        encoding: {
          x: { ...shown.x, ...axisOf({ ...decadesOf(chart.x, x.domain), ...chart.x, domain: x.domain }) },
          y: { ...shown.y, ...axisOf({ ...decadesOf(chart.y, y.domain), ...chart.y, domain: y.domain }) },
        },
      },
      {
        mark: { type: 'text', align: { expr: 'datum.align' }, baseline: 'middle', fontSize: 11, color: '#222222' },
        encoding: { x: pixels('textLeft'), y: pixels('textTop'), text: { field: 'name', type: 'nominal' } },
      },
    ],
  })
}

const labelHeight = 14

/** Width of a name in 11 pixels, somewhat wide: a machine's font may be broader than Helvetica. */
function widthOf(name: string): number {
  return 6.4 * name.length + 4
}

/** The ends of an axis with some room around its numbers, and where on the page a number lies. */
function placeOf(axis: ChartAxis, [start, end]: readonly [number, number], values: readonly number[]) {
  const bend = bends[axis.scale ?? 'linear']
  const straight = values.map(bend.to)
  const [least, greatest] = [Math.min(...straight), Math.max(...straight)]
  const room = greatest === least ? 0.5 : 0.07 * (greatest - least)
  const domain = axis.domain ?? ([bend.from(least - room), bend.from(greatest + room)] as const)
  const [low, high] = [bend.to(domain[0]), bend.to(domain[1])]
  const pixel = (value: number): number => start + ((bend.to(value) - low) / (high - low)) * (end - start)
  return { domain, pixel }
}

/** Powers of ten within a logarithmic axis of two or more; else vega's own choice. */
function decadesOf(
  { scale }: ChartAxis,
  [low, high]: readonly [number, number],
): { readonly ticks?: readonly number[] } {
  if (scale !== 'log') return {}
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1
  // `Number` of the text: 10 ** -3 is not the nearest number to a thousandth on every engine.
  return count < 2 ? {} : { ticks: Array.from({ length: count }, (_, at) => Number(`1e${first + at}`)) }
}

/** d3's scales as functions to a straight line and back. */
const bends = {
  linear: { to: (value: number) => value, from: (value: number) => value },
  log: { to: Math.log10, from: (value: number) => 10 ** value },
  symlog: {
    to: (value: number) => Math.sign(value) * Math.log1p(Math.abs(value)),
    from: (value: number) => Math.sign(value) * Math.expm1(Math.abs(value)),
  },
}

function nearestOf(box: Box, x: number, y: number): { readonly x: number; readonly y: number } {
  return { x: Math.min(box.right, Math.max(box.left, x)), y: Math.min(box.bottom, Math.max(box.top, y)) }
}
