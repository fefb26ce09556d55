import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'

const quoted = quotedPersonal.table3

/** Table 3: cross-database evaluation on AADB, 22 users. */
export const table3 = personalTable({
  id: 'table3',
  title: 'Table 3. Cross-database evaluation on AADB',
  database: 'aadb',
  quoted,
  own: [{ name: 'Ours', variant: 'ours', paper: { 'ViT-L/14': findLine(quoted, 'Ours') } }],
  notes: ['* trained on AADB itself'],
})
