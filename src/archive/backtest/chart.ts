import { type ChartSeries, lineChart } from '../../core/picture.ts'
import type { BacktestReport, OrderReport } from './report.ts'
import { counted, ORDER_LABELS, percent } from './sentences.ts'

const tenths = [0, 0.2, 0.4, 0.6, 0.8, 1]

/**
 * The curves of all orders as SVG, the judged one first; it and chronological order, which the verdict compares, with their
 * bands. There must be orders.
 */
export async function backtestChart({ orders, judged, shoots }: BacktestReport): Promise<string> {
  const first = orders.filter(({ name }) => name === judged)
  const others = orders.filter(({ name }) => name !== judged)
  const axis = { domain: [0, 1], ticks: tenths, tickNames: tenths.map((share) => percent(share)) } as const
  return lineChart({
    title: `Keepers found, mean of ${counted(shoots.length, 'later shoot')}`,
    x: { label: 'frames looked at', ...axis },
    y: { label: 'keepers among them', ...axis },
    series: [...first, ...others].map((order) => seriesOf(order, [judged, 'chronological'].includes(order.name))),
  })
}

function seriesOf({ name, curve }: OrderReport, isBanded: boolean): ChartSeries {
  return {
    name: ORDER_LABELS[name],
    points: curve.map(({ looked, value, low, high }) => ({ x: looked, y: value, ...(isBanded && { low, high }) })),
  }
}
