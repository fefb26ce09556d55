import {
  type BacktestReport,
  type BacktestSettings,
  type Estimate,
  type KindReport,
  type OrderName,
  type OrderReport,
  percent,
} from '../../archive/index.ts'
import type { BacktestReportMessage } from '../messages/index.ts'

type NameOnPage = BacktestReportMessage['orders'][number]['name']

/** The page says what an order is in full. */
const NAMES: Readonly<Record<OrderName, NameOnPage>> = {
  chronological: 'chronological',
  sharpness: 'sharpness',
  pack: 'pack',
  ten: 'ten-ratings',
  archive: 'archive',
  'archive-measures': 'archive-and-measures',
}

/** A report as the page draws it. */
export function reportMessage(report: BacktestReport): BacktestReportMessage {
  const { verdict, sentences, settings, judged, orders, kinds, blocks, shoots, leftOut } = report
  return {
    verdict,
    sentences: [...sentences],
    lookedAt: orders[0]?.curve.map(({ looked }) => looked) ?? [],
    look: settings.lookedAt,
    shoots: {
      tested: shoots.length,
      learntFrom: Math.max(0, ...blocks.map(({ trainingShoots }) => trainingShoots)),
      leftOut: leftOut.map((each) => ({ ...each })),
    },
    orders: orders.map(judgedOrder),
    kinds: kinds.map((each) => ({
      kind: each.kind,
      shoots: each.shoots,
      sentence: kindSentence(each, { judged, settings }),
      orders: each.orders.map(judgedOrder),
    })),
    perShoot: shoots.map(({ key, label, seen, kept, orders: shown }) => ({
      key,
      label,
      frames: seen,
      keepers: kept,
      seen: Object.fromEntries(shown.map(({ name, recall }) => [NAMES[name], recall])),
    })),
  }
}

function judgedOrder({ name, curve, recall }: OrderReport): BacktestReportMessage['orders'][number] {
  return {
    name: NAMES[name],
    seen: curve.map(({ value }) => value),
    low: curve.map(({ low }) => low),
    high: curve.map(({ high }) => high),
    atLook: interval(recall),
  }
}

function interval({ value, low, high }: Estimate) {
  return { mean: value, low, high }
}

function kindSentence(
  { shoots, orders }: KindReport,
  { judged, settings: { lookedAt } }: { readonly judged: OrderName; readonly settings: BacktestSettings },
): string {
  const own = orders.find(({ name }) => name === judged)
  const chronological = orders.find(({ name }) => name === 'chronological')
  if (own === undefined || chronological === undefined)
    return shoots === 0
      ? 'None of your last shoots.'
      : `${shoots === 1 ? '1 shoot is' : `${shoots} shoots are`} too few to tell.`
  return (
    `${percent(lookedAt)} of the frames would have shown ${percent(own.recall.value)} of your keepers ` +
    `(between ${percent(own.recall.low)} and ${percent(own.recall.high)}), in chronological order ${percent(chronological.recall.value)}.`
  )
}
