import { type ComparedRow, figureOf, quotedRow } from './comparison.ts'
import { isAbsent, type SourceDatabase } from '../measurements.ts'
import { findLine, lineName, noPack, packNotes, paperLine } from './pack-lines.ts'
import type { QuotedRow } from '../quoted.ts'
import type { TableSpec } from './table-spec.ts'

/** PLCC, SROCC: the order of the paper's figures. */
const COLUMNS = [0, 1]

/** A table of section G: the model behind one task vector on the test split of its own database, PLCC and SROCC. */
export function generalTable(options: {
  readonly id: string
  readonly title: string
  readonly database: SourceDatabase
  readonly quoted: readonly QuotedRow[]
}): TableSpec {
  const { id, title, database, quoted } = options
  const paper = {
    'ViT-L/14': findLine(quoted, 'Ours (ViT-L/14)'),
    'ViT-B/16': findLine(quoted, 'Ours (ViT-B/16)'),
  }
  return {
    id,
    title,
    async fill(measurements) {
      const { packs } = measurements
      const rows: ComparedRow[] = quoted.map((line) => quotedRow(line, COLUMNS))
      for (const pack of packs) {
        const result = await measurements.general({ pack, database })
        const [, , plcc, srocc] = paperLine(paper, pack.architecture)
        const measured = (value: 'plcc' | 'srocc') =>
          isAbsent(result) ? result : { value: result[value], deviation: null }
        rows.push({
          method: lineName('Ours', pack),
          source: 'measured',
          cells: [
            { quoted: figureOf(plcc), measured: measured('plcc') },
            { quoted: figureOf(srocc), measured: measured('srocc') },
          ],
        })
      }
      if (packs.length === 0) {
        const [, , ...figures] = paper['ViT-L/14']
        const cells = COLUMNS.map((column) => ({ quoted: figureOf(figures[column]), measured: noPack }))
        rows.push({ method: 'Ours', source: 'measured', cells })
      }
      return {
        id,
        title,
        columns: ['PLCC', 'SROCC'].map((head) => ({ head, digits: 3 })),
        rows,
        notes: [
          ...measurements.notes,
          ...packs.flatMap((pack) => [
            ...packNotes(pack, [paper]),
            ...measurements.notesOn({ pack, database, of: 'test split' }),
          ]),
        ],
      }
    },
  }
}
