/**
 * A table of the paper with what we measured beside it. Cells are text, as the page prints them: `null` where there is
 * nothing, so that a method that only the paper's authors ran has no `measured`, and one of ours no `quoted`.
 */
export interface PaperTable {
  /** As asked for by `--only`: "table2". */
  readonly id: string
  readonly title: string
  /** Heads of the cells; the method's name stands before them and is not counted. */
  readonly columns: readonly string[]
  readonly rows: readonly PaperRow[]
  readonly notes: readonly string[]
}

export interface PaperRow {
  readonly method: string
  /** `quoted`: figures that stand in the paper only; `measured`: we ran the method, the paper's figure stands beside. */
  readonly source: 'quoted' | 'measured'
  /** One a column. */
  readonly cells: readonly PaperCell[]
}

export interface PaperCell {
  readonly quoted: string | null
  /** A figure, or why there is none: "data not present". */
  readonly measured: string | null
  /** Measured less quoted, where both are figures. */
  readonly difference: string | null
}
