import { type ComparedRow, type Figure, figureOf, quotedRow } from './comparison.ts'
import {
  type Absent,
  isAbsent,
  type PackUnderTest,
  type PersonalResult,
  type TestDatabase,
  type Variant,
} from '../measurements.ts'
import { lineName, noPack, packNotes, type PaperFigures, paperLine } from './pack-lines.ts'
import { notPresent } from '../present-databases.ts'
import type { QuotedRow } from '../quoted.ts'
import type { AnnotatedMeasurements, TableSpec } from './table-spec.ts'

/** A method of the paper that we run: one line a pack. */
export interface OwnMethod {
  readonly name: string
  readonly variant: Variant
  readonly paper: PaperFigures
}

export interface PersonalTableOptions {
  readonly id: string
  readonly title: string
  readonly database: TestDatabase
  /** All lines of the paper: SROCC at 10 and 100 shots, then images a second. */
  readonly quoted: readonly QuotedRow[]
  readonly own: readonly OwnMethod[]
  /** Whether the table has a column with images a second (table 5). */
  readonly speed?: boolean
  readonly notes?: readonly string[]
}

type Measured = Figure | Absent

/** Figures of a quoted line, by what they say. */
const PAPER_SHOTS = [10, 100]
const SPEED_FIGURE = 2

/**
 * A table of K-shot personalisation: SROCC, mean over raters and deviation over trials, one column a K. The paper's K
 * always have their columns, those that were asked for beside them.
 */
export function personalTable(options: PersonalTableOptions): TableSpec {
  const { id, title, database, quoted, own, speed = false, notes = [] } = options
  return {
    id,
    title,
    async fill(measurements) {
      const shots = [...new Set([...PAPER_SHOTS, ...measurements.shots])].sort((a, b) => a - b)
      const quotedColumns = [...shots.map((k) => PAPER_SHOTS.indexOf(k)), ...(speed ? [SPEED_FIGURE] : [])]
      const rows: ComparedRow[] = quoted.map((line) => quotedRow(line, quotedColumns))
      const { packs } = measurements
      const devices = new Set<string>()
      // Pack by pack, as another pack's vectors take long to read; the lines below find everything measured.
      for (const pack of packs) for (const { variant } of own) await measurements.personal({ pack, database, variant })
      for (const { name, variant, paper } of own) {
        for (const pack of packs) {
          const result = await measurements.personal({ pack, database, variant })
          const speedOf = speed ? [await measuredSpeed(measurements, { pack, result, devices })] : []
          const measured = [...shots.map((k) => measuredAt(result, k, measurements.shots)), ...speedOf]
          rows.push(ownRow(lineName(name, pack), paperLine(paper, pack.architecture), { quotedColumns, measured }))
        }
        if (packs.length > 0) continue
        const measured = quotedColumns.map(() => noPack)
        rows.push(ownRow(name, paper['ViT-L/14'], { quotedColumns, measured }))
      }
      return {
        id,
        title,
        columns: [
          ...shots.map((k) => ({ head: `${k}-shot SROCC`, digits: 3 })),
          ...(speed ? [{ head: 'images a second', digits: 2, timing: true }] : []),
        ],
        rows,
        notes: [
          ...measurements.notes,
          ...notes,
          ...[...devices].map((device) => `this device: ${device}`),
          ...packs.flatMap((pack) => [
            ...packNotes(
              pack,
              own.map(({ paper }) => paper),
            ),
            ...measurements.notesOn({ pack, database, of: 'raters' }),
          ]),
        ],
      }
    },
  }
}

function ownRow(
  method: string,
  [, , ...figures]: QuotedRow,
  { quotedColumns, measured }: { readonly quotedColumns: readonly number[]; readonly measured: readonly Measured[] },
): ComparedRow {
  const cells = quotedColumns.map((column, at) => ({ quoted: figureOf(figures[column]), measured: measured[at]! }))
  return { method, source: 'measured', cells }
}

function measuredAt(result: PersonalResult | Absent, k: number, asked: readonly number[]): Measured {
  if (isAbsent(result)) return result
  const found = result.shots[k]
  if (found !== undefined) return { value: found.mean, deviation: found.std }
  return { absent: asked.includes(k) ? 'no rater has enough photos' : 'not run' }
}

/** Without the database nothing is measured in its table. */
async function measuredSpeed(
  measurements: AnnotatedMeasurements,
  options: {
    readonly pack: PackUnderTest
    readonly result: PersonalResult | Absent
    /** Takes the name of the device. */
    readonly devices: Set<string>
  },
): Promise<Measured> {
  const { pack, result, devices } = options
  if (isAbsent(result) && result.absent === notPresent.absent) return result
  const speed = await measurements.imagesPerSecond(pack)
  if (isAbsent(speed)) return speed
  devices.add(speed.device)
  return { value: speed.imagesPerSecond, deviation: null }
}
