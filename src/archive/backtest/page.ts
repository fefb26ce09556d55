import { type Html, html, nothing, pageHead, trusted } from '../../core/index.ts'
import { backtestChart } from './chart.ts'
import { pageStyle } from './page-style.ts'
import type { BacktestReport } from './report.ts'
import {
  type BacktestTable,
  blocksTable,
  differencesTable,
  kindsTable,
  leftOutSentence,
  ordersTable,
  shootsTable,
} from './tables.ts'

/**
 * The report as one page that opens without a network: style and picture are in it, nothing runs, and all text is escaped. The
 * same report gives the same bytes.
 */
export async function backtestPage(report: BacktestReport): Promise<string> {
  const { sentences, orders, settings } = report
  const [verdict = '', ...more] = sentences
  const title = 'Your archive, tested on its own past'
  const page = html`<!doctype html>
    <html lang="en">
      ${pageHead({ title, style: pageStyle })}
      <body>
        <main>
          <h1>${title}</h1>
          <p class="verdict">${verdict}</p>
          ${[...more, leftOutSentence(report) ?? ''].filter((text) => text !== '').map((text) => html`<p>${text}</p>`)}
          ${orders.length === 0 ? nothing : await results(report)}
          <h2>How this was found</h2>
          <ul>
            ${rules.map((rule) => html`<li>${rule}</li>`)}
          </ul>
          <p class="faint">
            At most ${settings.shoots} later shoots in ${settings.blocks} blocks, seed ${String(settings.seed)}.
          </p>
        </main>
      </body>
    </html> `
  return page.html
}

const rules = [
  'A shoot is looked through in an order that was learnt from shoots that had ended before it began, or before the first shoot of its block did. Nothing of it, and nothing later, was learnt from.',
  'Frames that were never seen, or whose marks contradict each other, count neither as keepers nor as frames.',
  'Every shoot counts the same. Frames that an order does not tell apart count by the mean over their possible orders.',
  'Intervals are from drawing the tested shoots anew 2,000 times, widened for few shoots.',
  'Ten ratings are five frames that you kept and five that you passed over, drawn five times.',
  'Which order is judged was fixed before: that of your archive, with measures where there are measures.',
]

async function results(report: BacktestReport): Promise<Html> {
  return html`<div class="chart">${trusted(await backtestChart(report))}</div>
    ${[ordersTable(report), differencesTable(report), kindsTable(report), shootsTable(report), blocksTable(report)].map(
      tableHtml,
    )}`
}

function tableHtml({ title, rows: [head = [], ...body] }: BacktestTable): Html {
  return html`<h2>${title}</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${body.map(
            ([name = '', ...cells]) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}
