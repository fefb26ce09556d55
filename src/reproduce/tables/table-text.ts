import type { PaperCell, PaperTable } from './paper-table.ts'

/** Under each column of the paper: its figure, ours, the difference. */
const PARTS = ['paper', 'ours', 'difference'] as const

/** A table as aligned text for a terminal. */
export function tableText(table: PaperTable): string {
  const heads = [
    ['', ...table.columns.flatMap((column) => [column, '', ''])],
    ['method', ...table.columns.flatMap(() => PARTS)],
  ]
  const rows = [...heads, ...bodyOf(table)]
  const widths = heads[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return `${[table.title, ...lines, ...table.notes.map((note) => `- ${note}`)].join('\n')}\n`
}

/** The same as Markdown. */
export function tableMarkdown(table: PaperTable): string {
  const head = ['method', ...table.columns.flatMap((column) => PARTS.map((part) => `${column}: ${part}`))]
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  const lines = [head, rule, ...bodyOf(table)].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`)
  const notes = table.notes.map((note) => `- ${note}`)
  return `${[`**${table.title}**`, lines.join('\n'), ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')}\n`
}

function bodyOf({ rows }: PaperTable): string[][] {
  return rows.map(({ method, cells }) => [method, ...cells.flatMap(partsOf)])
}

function partsOf({ quoted, measured, difference }: PaperCell): string[] {
  return [quoted ?? '-', measured ?? '', difference ?? '']
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/^\*/, '\\*')
}
