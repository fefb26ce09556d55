import { type Html, html, nothing } from '../../core/index.ts'
import type { PaperCell, PaperRow, PaperTable } from '../tables/paper-table.ts'

/** A table of the report: under each head the paper's figure, ours and the difference; lines that we measured stand out. */
export function tableSection(table: PaperTable, anchor: string): Html {
  const { title, columns, rows, notes } = table
  const groups = columns.map((column) => html`<th class="group first" scope="colgroup" colspan="3">${column}</th>`)
  const parts = columns.map(
    () =>
      html`<th class="part first" scope="col">paper</th>
        <th class="part" scope="col">ours</th>
        <th class="part" scope="col">difference</th>`,
  )
  return html`<section id="${anchor}">
    <h3>${title}</h3>
    <div class="wide">
      <table class="results">
        <thead>
          <tr class="group">
            <td></td>
            ${groups}
          </tr>
          <tr>
            <th scope="col">method</th>
            ${parts}
          </tr>
        </thead>
        <tbody>
          ${rows.map(rowHtml)}
        </tbody>
      </table>
    </div>
    ${noteList(notes)}
  </section>`
}

export function noteList(notes: readonly string[]): Html {
  return notes.length === 0
    ? nothing
    : html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
}

function rowHtml({ method, source, cells }: PaperRow): Html {
  const own = source === 'measured' ? html` class="own"` : nothing
  return html`<tr${own}><th scope="row">${method}</th>${cells.map(cellsHtml)}</tr>`
}

function cellsHtml({ quoted, measured, difference }: PaperCell): Html {
  // What we have is a figure or a reason: only figures are printed as such.
  const reason = measured !== null && !/^[-+]?\d/.test(measured)
  return html`<td class="first">${quoted ?? '–'}</td>
    <td class="${reason ? 'absent' : 'measured'}">${measured ?? ''}</td>
    <td class="${signClass(difference)}">${difference ?? ''}</td>`
}

function signClass(difference: string | null): string {
  if (difference === null || !/[1-9]/.test(difference)) return 'level'
  return difference.startsWith('-') ? 'below' : 'above'
}
