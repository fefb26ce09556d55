import { table2 } from './table-2.ts'
import { table3 } from './table-3.ts'
import { table4 } from './table-4.ts'
import { table5 } from './table-5.ts'
import { table6 } from './table-6.ts'
import { table7 } from './table-7.ts'
import type { TableSpec } from './table-spec.ts'
import { table10, table11, table12, table8, table9 } from './tables-8-to-12.ts'

/** The tables of the paper with results, in its order. Table 1 describes the databases. */
export const tables: readonly TableSpec[] = [
  table2,
  table3,
  table4,
  table5,
  table6,
  table7,
  table8,
  table9,
  table10,
  table11,
  table12,
]
