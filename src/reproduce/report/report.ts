import type { PaperFigure } from '../figures/figures.ts'
import { type Html, html, nothing, pageHead, trusted } from '../../core/index.ts'
import { type Absent, isAbsent } from '../measurements.ts'
import type { PaperTable } from '../tables/paper-table.ts'
import { reportStyle } from './report-style.ts'
import { noteList, tableSection } from './report-table.ts'

/** Everything on the page, as text and numbers. None of it needs escaping by the caller. */
export interface Report {
  readonly title: string
  readonly tables: readonly PaperTable[]
  readonly figures: readonly ReportFigure[]
  /** What is known of photos that a pack's vectors were trained on, a line a pack and database. */
  readonly leaks: readonly ReportLeak[]
  /** Settings, versions, hashes, seeds: named values under headings. */
  readonly settings: readonly ReportSettings[]
  /** What a reader must know first, such as settings that are not the paper's. */
  readonly notes: readonly string[]
}

export interface ReportFigure {
  /** Stands where there is no figure. */
  readonly title: string
  /** Name of the pack whose numbers it shows. */
  readonly pack: string
  readonly figure: PaperFigure | Absent
}

export interface ReportLeak {
  readonly pack: string
  readonly database: string
  /** `unknown`: the pack does not record what it was trained on, as imported ones do not. */
  readonly status: 'clean' | 'seen' | 'unknown'
  /** A sentence: how many photos, and what was done with them. */
  readonly detail: string
}

export interface ReportSettings {
  readonly title: string
  readonly values: readonly (readonly [name: string, value: string])[]
}

/**
 * The whole evaluation as one page that opens without a network: style and figures are in it, there is nothing that runs, and all
 * text is escaped. The same report gives the same bytes.
 */
export function reportHtml(report: Report): string {
  const { title, tables, figures, leaks, settings, notes } = report
  const packs = new Set(figures.map(({ pack }) => pack))
  const drawn = figures.map((figure) => (packs.size > 1 ? `${titleOf(figure)} (${figure.pack})` : titleOf(figure)))
  const sections: readonly Section[] = [
    { heading: 'Tables', entries: tables.map((table, at) => ({ anchor: `table-${at + 1}`, title: table.title })) },
    {
      heading: 'Figures',
      entries: figures.map(({ figure }, at) => ({
        anchor: `figure-${at + 1}`,
        title: drawn[at]!,
        absent: isAbsent(figure),
      })),
    },
    {
      heading: 'How',
      entries: [
        ...(leaks.length > 0 ? [{ anchor: 'leaks', title: 'Photos seen in training' }] : []),
        ...settings.map((group, at) => ({ anchor: `settings-${at + 1}`, title: group.title })),
      ],
    },
  ]
  const page = html`<!doctype html>
    <html lang="en">
      ${pageHead({ title, style: reportStyle })}
      <body>
        <div class="page">
          <nav aria-label="Contents">${sections.flatMap(contents)}</nav>
          <main>
            <h1>${title}</h1>
            ${noteList(notes)} ${tables.length > 0 ? html`<h2>Tables</h2>` : nothing}
            ${tables.map((table, at) => tableSection(table, `table-${at + 1}`))}
            ${figures.length > 0 ? html`<h2>Figures</h2>` : nothing}
            ${figures.map((figure, at) => figureSection(figure, { anchor: `figure-${at + 1}`, title: drawn[at]! }))}
            ${leaks.length > 0 ? leakSection(leaks) : nothing}
            ${settings.length > 0 ? html`<h2>Settings, versions, hashes</h2>` : nothing}
            ${settings.map((group, at) => settingsSection(group, `settings-${at + 1}`))}
          </main>
        </div>
      </body>
    </html> `
  return page.html
}

interface Section {
  readonly heading: string
  readonly entries: readonly { readonly anchor: string; readonly title: string; readonly absent?: boolean }[]
}

function contents({ heading, entries }: Section): readonly Html[] {
  if (entries.length === 0) return []
  const items = entries.map(
    ({ anchor, title, absent = false }) =>
      html`<li><a href="#${anchor}" ${absent ? html` class="absent"` : nothing}>${title}</a></li>`,
  )
  return [
    html`<section>
      <h2>${heading}</h2>
      <ul>
        ${items}
      </ul>
    </section>`,
  ]
}

function titleOf({ title, figure }: ReportFigure): string {
  return isAbsent(figure) ? title : figure.title
}

function figureSection({ figure }: ReportFigure, { anchor, title }: { anchor: string; title: string }): Html {
  if (isAbsent(figure)) {
    return html`<section id="${anchor}">
      <h3>${title}</h3>
      <p class="missing absent">${figure.absent}</p>
    </section>`
  }
  return html`<section id="${anchor}">
    <h3>${title}</h3>
    <figure>
      <div class="chart">${trusted(figure.svg)}</div>
      <figcaption>${figure.caption}</figcaption>
    </figure>
  </section>`
}

const leakWords = { clean: 'none seen', seen: 'seen', unknown: 'unknown' } as const

function leakSection(leaks: readonly ReportLeak[]): Html {
  const rows = leaks.map(
    ({ pack, database, status, detail }) =>
      html`<tr>
        <th scope="row">${database}</th>
        <td>${pack}</td>
        <td><span class="badge ${status}">${leakWords[status]}</span></td>
        <td>${detail}</td>
      </tr>`,
  )
  return html`<section id="leaks">
    <h2>Photos seen in training</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">database</th>
            <th scope="col">pack</th>
            <th scope="col">status</th>
            <th scope="col">detail</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

function settingsSection({ title, values }: ReportSettings, anchor: string): Html {
  const rows = values.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr>`,
  )
  return html`<section id="${anchor}">
    <h3>${title}</h3>
    <div class="wide">
      <table class="pairs">
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}
