import { type Absent, isAbsent } from '../measurements.ts'
import type { PaperCell, PaperTable } from './paper-table.ts'
import type { QuotedFigure, QuotedRow } from '../quoted.ts'

/** A number and its standard deviation over trials, null where none is known. */
export interface Figure {
  readonly value: number
  readonly deviation: number | null
}

export interface ComparedCell {
  readonly quoted: Figure | null
  /** null in the lines of systems that only the paper's authors ran. */
  readonly measured: Figure | Absent | null
}

export interface ComparedRow {
  readonly method: string
  readonly source: 'quoted' | 'measured'
  readonly cells: readonly ComparedCell[]
}

export interface Column {
  readonly head: string
  /** Decimals that the paper prints. */
  readonly digits: number
  /** Whether the numbers are of the clock: the same call gives others. */
  readonly timing?: boolean
}

/** A table of the paper with our numbers beside its own, unrounded. */
export interface ComparedTable {
  readonly id: string
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly ComparedRow[]
  readonly notes: readonly string[]
}

export function figureOf(quoted: QuotedFigure | undefined): Figure | null {
  return quoted ? { value: quoted[0], deviation: quoted[1] ?? null } : null
}

/** A line of the paper as its own row: `MTCL [50]`; methods of the paper itself cite nothing and are `Ours [the paper]`. */
export function quotedRow([method, reference, ...figures]: QuotedRow, columns: readonly number[]): ComparedRow {
  return {
    method: `${method} [${reference ?? 'the paper'}]`,
    source: 'quoted',
    cells: columns.map((column) => ({ quoted: figureOf(figures[column]), measured: null })),
  }
}

/** Measured less quoted; null unless both are numbers. */
export function differenceOf({ quoted, measured }: ComparedCell): number | null {
  return quoted === null || measured === null || isAbsent(measured) ? null : measured.value - quoted.value
}

/** Longer reasons do not fit a cell: they become notes. */
const LONGEST_REASON = 40

/** The table as text: figures as the paper prints them, `0.577 ±0.005`, and `+0.012` for a difference. */
export function paperTable({ id, title, columns, rows, notes }: ComparedTable): PaperTable {
  const reasons = rows.flatMap(({ cells }) =>
    cells.flatMap(({ measured }) => (measured !== null && isAbsent(measured) ? measured.absent : [])),
  )
  return {
    id,
    title,
    columns: columns.map(({ head }) => head),
    rows: rows.map(({ cells, ...row }) => ({
      ...row,
      cells: cells.map((cell, at) => cellText(cell, columns[at]!.digits)),
    })),
    notes: [...notes, ...new Set(reasons.filter(isLong))],
  }
}

function cellText(cell: ComparedCell, digits: number): PaperCell {
  const { quoted, measured } = cell
  const difference = differenceOf(cell)
  return {
    quoted: quoted === null ? null : figureText(quoted, digits),
    measured: measured === null ? null : isAbsent(measured) ? reasonText(measured) : figureText(measured, digits),
    difference: difference === null ? null : signed(difference, digits),
  }
}

function reasonText({ absent }: Absent): string {
  return isLong(absent) ? 'none: see the notes' : absent
}

function isLong(reason: string): boolean {
  return reason.length > LONGEST_REASON
}

function figureText({ value, deviation }: Figure, digits: number): string {
  return deviation === null ? value.toFixed(digits) : `${value.toFixed(digits)} ±${deviation.toFixed(digits)}`
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return text.startsWith('-') ? text : `+${text}`
}
