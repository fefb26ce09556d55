import type { Estimate } from './intervals.ts'
import type { BacktestReport } from './report.ts'
import { counted, ORDER_LABELS, percent, points } from './sentences.ts'

/** A table of words; the first row is its head. */
export interface BacktestTable {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}

export function ordersTable({ orders, settings: { lookedAt } }: BacktestReport): BacktestTable {
  return {
    title: 'Orders',
    rows: [
      ['order', `keepers in ${percent(lookedAt)}`, '95 % interval', 'area', '95 % interval'],
      ...orders.map(({ name, recall, area }) => [ORDER_LABELS[name], ...shareCells(recall), ...areaCells(area)]),
    ],
  }
}

/** What the judged order shows more than others do, shoot by shoot. */
export function differencesTable({ differences, judged }: BacktestReport): BacktestTable {
  return {
    title: `What ${ORDER_LABELS[judged]} shows more, shoot by shoot`,
    rows: [
      ['than', 'points', '95 % interval', 'area', '95 % interval'],
      ...differences.map(({ against, recall, area }) => [
        ORDER_LABELS[against],
        points(recall.value),
        `${points(recall.low)} to ${points(recall.high)}`,
        ...areaCells(area),
      ]),
    ],
  }
}

export function kindsTable({ kinds, judged, settings: { lookedAt } }: BacktestReport): BacktestTable {
  return {
    title: 'Kinds of shoot',
    rows: [
      ['kind', 'shoots', `keepers in ${percent(lookedAt)}`, '95 % interval', 'chronological', '95 % interval'],
      ...kinds.map(({ kind, shoots, orders }) => {
        const cells = [judged, 'chronological'].flatMap((name) => {
          const order = orders.find((each) => each.name === name)
          return order === undefined ? ['', ''] : shareCells(order.recall)
        })
        return [kind, String(shoots), ...(orders.length === 0 ? ['too few to tell', '', '', ''] : cells)]
      }),
    ],
  }
}

export function shootsTable({ shoots, orders, settings: { lookedAt } }: BacktestReport): BacktestTable {
  return {
    title: `Shoot by shoot: keepers in ${percent(lookedAt)} of the frames`,
    rows: [
      ['shoot', 'from', 'frames', 'kept', ...orders.map(({ name }) => ORDER_LABELS[name])],
      ...shoots.map(({ label, from, seen, kept, orders: of }) => [
        label,
        from.slice(0, 10),
        String(seen),
        String(kept),
        ...orders.map(({ name }) => percent(of.find((each) => each.name === name)!.recall)),
      ]),
    ],
  }
}

export function blocksTable({ blocks }: BacktestReport): BacktestTable {
  return {
    title: 'What was learnt from',
    rows: [
      ['shoots that ended before', 'shoots', 'pairs', 'tested shoots'],
      ...blocks.map(({ before, trainingShoots, pairs, shoots }) => [
        before.replace('T', ' '),
        String(trainingShoots),
        pairs.toLocaleString('en'),
        String(shoots),
      ]),
    ],
  }
}

/** Shoots that could not be tested; undefined where there are none. */
export function leftOutSentence({ leftOut }: BacktestReport): string | undefined {
  if (leftOut.length === 0) return undefined
  return `Not tested: ${leftOut.map(({ reason, shoots }) => `${counted(shoots, 'shoot')}, ${reason}`).join('; ')}.`
}

/** For a terminal: the sentences, and a small table. */
export function backtestText(report: BacktestReport): string {
  const leftOut = leftOutSentence(report)
  const kinds = report.kinds.some(({ orders }) => orders.length > 0) ? [kindsTable(report)] : []
  const tables = report.orders.length === 0 ? [] : [ordersTable(report), ...kinds]
  const parts = [...report.sentences, ...(leftOut === undefined ? [] : [leftOut]), ...tables.map(aligned)]
  return `${parts.join('\n\n')}\n`
}

function aligned({ rows }: BacktestTable): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
  return lines.map((line) => line.trimEnd()).join('\n')
}

function shareCells({ value, low, high }: Estimate): readonly [string, string] {
  return [percent(value), `${points(low)} to ${percent(high)}`]
}

function areaCells({ value, low, high }: Estimate): readonly [string, string] {
  return [value.toFixed(2), `${low.toFixed(2)} to ${high.toFixed(2)}`]
}
