import { describe, expect, it } from 'vitest'
import { type ComparedCell, type ComparedTable, paperTable, quotedRow } from './comparison.ts'
import { tableMarkdown, tableText } from './table-text.ts'

function tableOf(...cells: readonly ComparedCell[]): ComparedTable {
  return {
    id: 'table2',
    title: 'A table',
    columns: cells.map((_, at) => ({ head: `column ${at}`, digits: 3 })),
    rows: [{ method: '*Ours | mine', source: 'measured', cells }],
    notes: ['a note'],
  }
}

const quoted = { value: 0.577, deviation: 0.005 }

describe('a table of the paper as text', () => {
  it('prints figures as the paper does, and measured less quoted with its sign', () => {
    const { rows } = paperTable(
      tableOf(
        { quoted, measured: { value: 0.5809, deviation: 0.0101 } },
        { quoted, measured: { value: 0.5, deviation: null } },
        { quoted: null, measured: { value: -0.25, deviation: null } },
        { quoted, measured: null },
      ),
    )
    expect(rows[0]!.cells).toEqual([
      { quoted: '0.577 ±0.005', measured: '0.581 ±0.010', difference: '+0.004' },
      { quoted: '0.577 ±0.005', measured: '0.500', difference: '-0.077' },
      { quoted: null, measured: '-0.250', difference: null },
      { quoted: '0.577 ±0.005', measured: null, difference: null },
    ])
  })

  it('has the reason in place of a number, a long one among the notes and once', () => {
    const long = { absent: 'mini on real-cur: the pack was trained on 4 of these photos' }
    const { rows, notes } = paperTable(
      tableOf(
        { quoted, measured: { absent: 'data not present' } },
        { quoted, measured: long },
        { quoted, measured: long },
      ),
    )
    expect(rows[0]!.cells.map(({ measured }) => measured)).toEqual([
      'data not present',
      'none: see the notes',
      'none: see the notes',
    ])
    expect(rows[0]!.cells.every(({ difference }) => difference === null)).toBe(true)
    expect(notes).toEqual(['a note', long.absent])
  })

  it('stands in columns on a terminal, and is escaped in Markdown', () => {
    const table = paperTable(tableOf({ quoted, measured: { value: 0.6, deviation: null } }))
    expect(tableText(table)).toBe(
      [
        'A table',
        '              column 0',
        'method        paper         ours   difference',
        '*Ours | mine  0.577 ±0.005  0.600  +0.023',
        '- a note',
        '',
      ].join('\n'),
    )
    expect(tableMarkdown(table)).toContain('| \\*Ours \\| mine | 0.577 ±0.005 | 0.600 | +0.023 |')
  })

  it('names a quoted system with the work it cites, and the paper’s own methods as the paper’s', () => {
    expect(quotedRow(['MTCL', 50, [0.495, 0.007], null], [0, 1])).toEqual({
      method: 'MTCL [50]',
      source: 'quoted',
      cells: [
        { quoted: { value: 0.495, deviation: 0.007 }, measured: null },
        { quoted: null, measured: null },
      ],
    })
    expect(quotedRow(['Ours', null], []).method).toBe('Ours [the paper]')
  })
})
