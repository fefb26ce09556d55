import { readFileSync } from 'node:fs'

interface Rows {
  readonly columns: number
  /** (row, column) */
  readonly x: readonly number[]
  /** Rows that were rated, and their standardised scores. */
  readonly photos: readonly number[]
  readonly scores: readonly number[]
}

/** What scikit-learn makes of ratings of some rows, its settings chosen on the ratings alone. */
export interface EmbeddingCase extends Rows {
  readonly name: string
  readonly svr: {
    readonly gamma: number
    readonly cost: number
    readonly epsilon: number
    readonly error: number
    readonly scores: readonly number[]
  }
  readonly nearest: { readonly neighbours: number; readonly error: number; readonly scores: readonly number[] }
}

/** What its SVR says of every row under one setting. */
export interface SvrFit extends Rows {
  readonly gamma: number
  readonly cost: number
  readonly epsilon: number
  readonly predictions: readonly number[]
}

/** The golden file that `test/oracle/svr.py` makes. */
export function svrGolden(): { readonly cases: readonly EmbeddingCase[]; readonly fits: readonly SvrFit[] } {
  return JSON.parse(readFileSync(new URL('../oracle/svr.json', import.meta.url), 'utf8'))
}

/** The rows as a table. */
export function tableOfRows({ columns, x }: Rows) {
  return { rows: x.length / columns, columns, data: x }
}
