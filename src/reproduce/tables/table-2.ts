import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'

const quoted = quotedPersonal.table2

/** Ours on REAL-CUR: table 2 for ViT-L/14; of ViT-B/16 the paper's figure stands in table 5. */
export const oursOnRealCur = {
  'ViT-L/14': findLine(quoted, 'Ours'),
  'ViT-B/16': findLine(quotedPersonal.table5, 'Ours (ViT-B/16)'),
}

/** Table 2: cross-database evaluation on REAL-CUR, 14 users. */
export const table2 = personalTable({
  id: 'table2',
  title: 'Table 2. Cross-database evaluation on REAL-CUR',
  database: 'real-cur',
  quoted,
  own: [{ name: 'Ours', variant: 'ours', paper: oursOnRealCur }],
})
