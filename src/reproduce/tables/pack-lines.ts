import type { Absent, Architecture, PackUnderTest } from '../measurements.ts'
import { sourceDatabases } from '../measurements.ts'
import type { QuotedRow } from '../quoted.ts'

/** Stands in our lines where no pack was given. */
export const noPack: Absent = { absent: 'no pack given' }

/** The paper's own figures for a method, by the base they were measured with. */
export interface PaperFigures {
  readonly 'ViT-L/14': QuotedRow
  readonly 'ViT-B/16'?: QuotedRow
}

/** The paper's line for the same base; for a base without one, that of ViT-L/14, the paper's main model. */
export function paperLine(figures: PaperFigures, architecture: Architecture): QuotedRow {
  return (architecture === 'other' ? undefined : figures[architecture]) ?? figures['ViT-L/14']
}

/** `Ours, starter (another base)` */
export function lineName(method: string, { name, architecture }: PackUnderTest): string {
  return `${method}, ${name} (${architecture === 'other' ? 'another base' : architecture})`
}

/** The line of the paper with this method. A table's own lines are few: a misspelt one is a defect. */
export function findLine(lines: readonly QuotedRow[], method: string): QuotedRow {
  const found = lines.find(([name, reference]) => name === method && reference === null)
  if (found === undefined) throw new Error(`the paper has no line called ${method} in this table`)
  return found
}

/** What keeps a pack's figures from being like for like with the paper's. */
export function packNotes(pack: PackUnderTest, figures: readonly PaperFigures[]): readonly string[] {
  const { name, architecture, vectors } = pack
  const otherBase = architecture === 'other' || figures.some((each) => each[architecture] === undefined)
  const missing = sourceDatabases.filter((database) => !vectors.includes(database))
  const more = vectors.filter((vector) => !(sourceDatabases as readonly string[]).includes(vector))
  const base = architecture === 'other' ? 'has another base than the paper' : `is a ${architecture}`
  return [
    ...(otherBase ? [`${name} ${base}: the figures beside its own are the paper's for ViT-L/14, another base`] : []),
    ...(missing.length + more.length > 0
      ? [`${name} has other task vectors than the paper's six: ${vectors.join(', ')}`]
      : []),
  ]
}
