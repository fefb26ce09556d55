import { type ComparedTable, differenceOf } from './tables/comparison.ts'
import type { Finding } from './findings.ts'
import { type Absent, isAbsent, type PackUnderTest } from './measurements.ts'
import type { OpenPack } from './packs-under-test.ts'
import type { DatabaseAccount } from './present-databases.ts'
import type { ReproduceSettings } from './settings.ts'

/** A figure's numbers, or why it could not be drawn. */
export interface FigureResult {
  readonly id: string
  readonly pack: string
  readonly result: Readonly<Record<string, unknown>> | Absent
}

export interface ResultsOptions {
  readonly versions: Readonly<Record<string, string>>
  readonly settings: ReproduceSettings
  readonly notes: readonly string[]
  readonly packs: readonly { readonly opened: OpenPack; readonly pack: PackUnderTest }[]
  readonly databases: readonly DatabaseAccount[]
  readonly findings: readonly Finding[]
  readonly tables: readonly ComparedTable[]
  readonly figures: readonly FigureResult[]
  readonly failures: readonly string[]
}

/**
 * results.json: what was run, on what, and every number unrounded. Nothing in it is of the clock, so that the same call on
 * the same machine gives the same bytes; images a second stand in timings.json.
 */
export function resultsDocument(options: ResultsOptions) {
  const { versions, settings, notes, packs, databases, findings, tables, figures, failures } = options
  return {
    palate: 'reproduction of the paper',
    versions,
    settings,
    notes,
    packs: packs.map(({ pack, opened: { base } }) => ({ ...pack, base: { name: base.name, hash: base.hash } })),
    databases,
    leaks: findings,
    tables: tables.map(tableDocument),
    figures,
    failures,
  }
}

function tableDocument({ id, title, columns, rows, notes }: ComparedTable) {
  return {
    id,
    title,
    columns: columns.map(({ head }) => head),
    rows: rows.map(({ method, source, cells }) => ({
      method,
      source,
      cells: cells.map((cell, at) => {
        const { quoted, measured } = cell
        const timed = columns[at]!.timing === true && measured !== null && !isAbsent(measured)
        return timed
          ? { quoted, measured: { absent: 'see timings.json' }, difference: null }
          : { quoted, measured, difference: differenceOf(cell) }
      }),
    })),
    notes,
  }
}
