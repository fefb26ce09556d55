import { describe, expect, it } from 'vitest'
import { barChart } from '../../core/picture.ts'
import type { PaperTable } from '../tables/paper-table.ts'
import { type Report, reportHtml } from './report.ts'

const table: PaperTable = {
  id: 'table2',
  title: 'Table 2. Cross-database evaluation on REAL-CUR',
  columns: ['10-shot SROCC', '100-shot SROCC'],
  rows: [
    {
      method: 'MTCL [50]',
      source: 'quoted',
      cells: [
        { quoted: '0.495 ±0.007', measured: null, difference: null },
        { quoted: null, measured: null, difference: null },
      ],
    },
    {
      method: 'Ours, wide',
      source: 'measured',
      cells: [
        { quoted: '0.577 ±0.005', measured: '0.570 ±0.004', difference: '-0.007' },
        { quoted: '0.621 ±0.007', measured: 'data not present', difference: null },
      ],
    },
  ],
  notes: ['7 raters'],
}

const figure = { id: 'figure2', title: 'Figure 2. Zero-shot', caption: 'What it shows', data: {} }

async function sample(): Promise<Report> {
  const svg = await barChart({
    title: figure.title,
    x: { label: 'user' },
    y: { label: 'SROCC' },
    groups: ['ann'],
    series: [{ name: 'ava', values: [0.5] }],
  })
  return {
    title: 'The evaluation of the paper',
    tables: [table],
    figures: [
      { title: figure.title, pack: 'wide', figure: { ...figure, svg } },
      { title: 'Figure 4. Cosine', pack: 'wide', figure: { absent: 'data not present' } },
    ],
    leaks: [
      { pack: 'wide', database: 'Flickr-AES', status: 'unknown', detail: 'imported' },
      { pack: 'wide', database: 'AADB', status: 'clean', detail: 'none of 9,958' },
    ],
    settings: [{ title: 'Settings', values: [['trials', '10']] }],
    notes: ['Both presets'],
  }
}

/** Text of the elements with this tag, without markup, in the order of the page. */
function textsOf(page: string, tag: string): readonly string[] {
  return [...page.matchAll(new RegExp(`<${tag}(?: [^>]*)?>(.*?)</${tag}>`, 'gs'))].map((match) =>
    match[1]!.replace(/<[^>]*>/g, '').trim(),
  )
}

/** Opening and closing tags must pair as in XML. @returns what is wrong, if anything. */
function unpaired(page: string): string | undefined {
  const open: string[] = []
  const markup = page.replace(/<!doctype html>/, '').replace(/<style>.*?<\/style>/s, '')
  for (const [whole, closing, name, selfClosing] of markup.matchAll(
    /<(\/?)([a-zA-Z][\w:-]*)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>|<|&(?!(?:amp|lt|gt|quot|#39);)/g,
  )) {
    if (name === undefined) return `a bare ${whole}`
    if (selfClosing === '/') continue
    if (closing === '') open.push(name)
    else if (open.pop() !== name) return `</${name}> closes nothing`
  }
  return open.length > 0 ? `<${open.join('> <')}> not closed` : undefined
}

describe('reportHtml', () => {
  it('shows quoted, ours and difference of each column side by side, and nothing where there is nothing', async () => {
    const cells = textsOf(reportHtml(await sample()), 'td')
    // After the empty corner over the methods.
    expect(cells.slice(1, 13)).toEqual(
      ['0.495 ±0.007', '', '', '–', '', ''].concat(
        '0.577 ±0.005',
        '0.570 ±0.004',
        '-0.007',
        '0.621 ±0.007',
        'data not present',
        '',
      ),
    )
  })

  it('mutes reasons that stand in place of figures, and marks the lines that were measured', async () => {
    const page = reportHtml(await sample())
    expect(page).toMatch(/<td class="absent">\s*data not present\s*<\/td>/)
    expect(page).toMatch(/<td class="measured">\s*0\.570 ±0\.004\s*<\/td>/)
    expect(page).toMatch(/<p class="missing absent">\s*data not present\s*<\/p>/)
    expect(page.match(/<tr class="own">/g)).toHaveLength(1)
  })

  it('tells the leak status of each database, and the settings', async () => {
    const page = reportHtml(await sample())
    expect(textsOf(page, 'span')).toEqual(['unknown', 'none seen'])
    const words = textsOf(page, 'tr').map((row) => row.replace(/\s+/g, ''))
    expect(words).toEqual(expect.arrayContaining(['Flickr-AESwideunknownimported', 'trials10']))
  })

  it('lists every table, figure and setting in the contents, each with a place on the page', async () => {
    const page = reportHtml(await sample())
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!)
    expect(anchors).toEqual(['table-1', 'figure-1', 'figure-2', 'leaks', 'settings-1'])
    for (const anchor of anchors) expect(page.split(`id="${anchor}"`)).toHaveLength(2)
  })

  it('names the pack of a figure when there are several', async () => {
    const report = await sample()
    const other = { title: 'Figure 4. Cosine', pack: 'narrow', figure: { absent: 'x' } }
    const page = reportHtml({ ...report, figures: [...report.figures, other] })
    expect(textsOf(page, 'h3')).toEqual(
      expect.arrayContaining(['Figure 2. Zero-shot (wide)', 'Figure 4. Cosine (narrow)']),
    )
  })

  it('holds no address but the name of SVG, and nothing that runs', async () => {
    const page = reportHtml(await sample())
    expect(page.match(/(?:https?:)?\/\/[\w.]+/g)).toEqual(['http://www.w3.org'])
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/)
  })

  it('pairs its tags and gives the same bytes twice', async () => {
    const page = reportHtml(await sample())
    expect(unpaired(page)).toBeUndefined()
    expect(reportHtml(await sample())).toBe(page)
  })

  it('escapes every text, whoever wrote it', async () => {
    const evil = `</title></style><script>alert("x")</script><a onclick='y' href="https://evil.example/">&\u0000`
    const svg = await barChart({
      title: evil,
      x: { label: evil },
      y: { label: evil },
      groups: [evil],
      series: [{ name: evil, values: [1] }],
    })
    const cell = { quoted: evil, measured: evil, difference: evil }
    const page = reportHtml({
      title: evil,
      tables: [
        {
          id: evil,
          title: evil,
          columns: [evil],
          rows: [{ method: evil, source: 'measured', cells: [cell] }],
          notes: [evil],
        },
      ],
      figures: [
        { title: evil, pack: evil, figure: { id: evil, title: evil, caption: evil, svg, data: {} } },
        { title: evil, pack: `${evil} 2`, figure: { absent: evil } },
      ],
      leaks: [{ pack: evil, database: evil, status: 'seen', detail: evil }],
      settings: [{ title: evil, values: [[evil, evil]] }],
      notes: [evil],
    })
    expect(page).not.toMatch(/<script|<a onclick/)
    // Within tags every quote of the text is escaped: what still reads href="…" is ours.
    const tags = page.match(/<[a-zA-Z][^<>]*>/g)!.join('')
    expect(tags).not.toMatch(/ href="(?!#)/)
    expect(page).not.toContain('\u0000')
    expect(unpaired(page)).toBeUndefined()
    // Shown as it was written.
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
  })
})
