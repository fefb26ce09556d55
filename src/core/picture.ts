/**
 * Charts as SVG text. The same numbers give the same bytes: no clock, no network, no fonts of the machine (text is measured
 * by a rule of thumb), and no ids, so that a page may hold many. Vega is loaded when the first chart is drawn, so that
 * importing this file costs nothing.
 */
export type { ChartAxis, ChartReference } from './picture/axis.ts'
export { type BarSeries, barChart } from './picture/bar-chart.ts'
export { heatMap } from './picture/heat-map.ts'
export { histogram2d, type Histogram2d, countPairs } from './picture/histogram-2d.ts'
export { type ChartSeries, lineChart } from './picture/line-chart.ts'
export { scatterChart, type ScatterPoint } from './picture/scatter-chart.ts'
