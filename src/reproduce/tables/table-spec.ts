import type { ComparedTable } from './comparison.ts'
import type { Measurements, PackUnderTest, SourceDatabase, TestDatabase } from '../measurements.ts'

/** Measurements that also say what a reader of a table must know. */
export interface AnnotatedMeasurements extends Measurements {
  /** How the settings differ from the paper's: stands on every table and page. */
  readonly notes: readonly string[]
  /** What is special about a pack's results: photos left out, unknown leaks, other raters. Empty before they are measured. */
  notesOn(request: {
    readonly pack: PackUnderTest
    readonly database: TestDatabase | SourceDatabase
    /** Personal tables are of raters, general ones of the test split. */
    readonly of: 'raters' | 'test split'
  }): readonly string[]
}

/** A table of the paper that can be filled. */
export interface TableSpec {
  /** As asked for by `--only`: "table2". */
  readonly id: string
  readonly title: string
  fill(measurements: AnnotatedMeasurements): Promise<ComparedTable>
}
