import { ShapeError } from '../errors.ts'
import { axisOf, type ChartAxis, type ChartReference } from './axis.ts'
import { colours, draw, literal } from './draw.ts'

/** Numbers in the order of the groups; NaN leaves a place empty. */
export interface BarSeries {
  readonly name: string
  readonly values: readonly number[]
}

/**
 * Bars side by side in groups, such as one group a rater and one bar a method; the legend in the order given.
 * @param chart.groups names under the groups, each its own place even where two are alike.
 * @param chart.markers diamonds on the groups, such as what was reached before.
 * @param chart.references dotted lines across, named in the legend.
 * @returns SVG as wide as the bars need.
 * @throws {ShapeError} unless every series and marker has one value a group.
 */
export async function barChart(chart: {
  readonly title: string
  readonly x: Pick<ChartAxis, 'label'>
  readonly y: ChartAxis
  readonly groups: readonly string[]
  readonly series: readonly BarSeries[]
  readonly markers?: readonly BarSeries[]
  readonly references?: readonly ChartReference[]
}): Promise<string> {
  const { groups, series, markers = [], references = [] } = chart
  for (const { name, values } of [...series, ...markers]) {
    if (values.length === groups.length) continue
    throw new ShapeError(`barChart: expected ${groups.length} values of "${name}", one a group; got ${values.length}`)
  }
  const names = series.map(({ name }) => name)
  const markerNames = markers.map(({ name }) => name)
  const longest = Math.max(0, ...groups.map(({ length }) => length))
  const barWidth = groups.length * series.length > 40 ? 11 : 18
  const step = Math.max(24, Math.ceil((barWidth * series.length) / 0.8))
  const upright = longest * 6.5 < step
  const { axis: yAxis, ...yScale } = axisOf(chart.y)
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    ...yScale,
    // A bar says its length, so that its axis must hold 0.
    scale: { ...yScale.scale, zero: chart.y.domain === undefined },
    axis: yAxis,
  }
  const x = {
    field: 'group',
    type: 'ordinal' as const,
    sort: null,
    title: chart.x.label,
    scale: { domain: groups.map((_, at) => at), paddingInner: 0.2, paddingOuter: 0.15 },
    axis: {
      grid: false,
      ticks: false,
      labelAngle: upright ? 0 : -50,
      ...(upright ? {} : { labelAlign: 'right' as const, labelBaseline: 'middle' as const }),
      labelLimit: 120,
      labelPadding: 6,
      labelExpr: `${literal(groups)}[datum.value]`,
    },
  }
  const description = { field: 'words', type: 'nominal' as const }
  return draw({
    title: chart.title,
    width: { step, for: 'position' },
    height: 300,
    data: { values: tidy(series, groups) },
    layer: [
      {
        mark: { type: 'bar' as const },
        encoding: {
          x,
          xOffset: { field: 'name', type: 'nominal', sort: null, scale: { domain: names, paddingInner: 0.08 } },
          y,
          description,
          color: {
            field: 'name',
            type: 'nominal',
            title: null,
            sort: null,
            scale: { domain: names, range: names.map((_, at) => colours[at % colours.length]!) },
            legend:
              names.length + markers.length + references.length > 1 ? { symbolType: 'square', symbolSize: 110 } : null,
          },
        },
      },
      // The axis of 0 over the bars: some may point down.
      { data: { values: [{}] }, mark: { type: 'rule' as const, color: '#888888' }, encoding: { y: { datum: 0 } } },
      ...(markers.length === 0
        ? []
        : [
            {
              data: { values: tidy(markers, groups).map(({ name, ...bar }) => ({ ...bar, marker: name })) },
              mark: { type: 'point' as const, filled: true, size: 46, opacity: 1, stroke: '#ffffff', strokeWidth: 1 },
              encoding: {
                x,
                y,
                description,
                fill: { value: '#222222' },
                shape: {
                  field: 'marker',
                  type: 'nominal' as const,
                  title: null,
                  sort: null,
                  scale: { domain: markerNames, range: markers.map((_, at) => shapes[at % shapes.length]!) },
                  legend: { symbolFillColor: '#222222', symbolStrokeColor: '#222222', symbolSize: 60 },
                },
              },
            },
          ]),
      ...(references.length === 0
        ? []
        : [
            {
              data: { values: references.map((line) => ({ value: line.y, reference: line.name })) },
              mark: { type: 'rule' as const, color: '#222222', strokeWidth: 1.4 },
              encoding: {
                y,
                strokeDash: {
                  field: 'reference',
                  type: 'nominal' as const,
                  title: null,
                  sort: null,
                  scale: { domain: references.map(({ name }) => name), range: references.map(() => [2, 3]) },
                  legend: { symbolType: 'stroke' as const, symbolStrokeColor: '#222222', symbolSize: 260 },
                },
              },
            },
          ]),
    ],
  })
}

/** One row a bar; the group by its place, since two raters may have the same name. `words` are for those who hear the chart. */
function tidy(
  series: readonly BarSeries[],
  groups: readonly string[],
): { group: number; name: string; value: number; words: string }[] {
  return series.flatMap(({ name, values }) =>
    values.flatMap((value, group) =>
      Number.isFinite(value) ? [{ group, name, value, words: `${groups[group]!}, ${name}: ${value.toFixed(3)}` }] : [],
    ),
  )
}

const shapes = ['diamond', 'circle', 'triangle-up']
