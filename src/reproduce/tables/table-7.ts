import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'
import { oursOnRealCur } from './table-2.ts'

const quoted = quotedPersonal.table7

/** Table 7: another loss, and one coefficient a task vector instead of one a layer (Sec. B and C), on REAL-CUR. */
export const table7 = personalTable({
  id: 'table7',
  title: 'Table 7. Loss and layer-wise coefficients, on REAL-CUR',
  database: 'real-cur',
  quoted,
  own: [
    { name: 'Ours (MSE loss)', variant: 'mse', paper: { 'ViT-L/14': findLine(quoted, 'Ours (MSE loss)') } },
    {
      name: 'Ours (layer-agnostic)',
      variant: 'layer-agnostic',
      paper: { 'ViT-L/14': findLine(quoted, 'Ours (layer-agnostic)') },
    },
    { name: 'Ours', variant: 'ours', paper: { ...oursOnRealCur, 'ViT-L/14': findLine(quoted, 'Ours') } },
  ],
  notes: ['the paper prints 0.572 for its own 10-shot figure in this table, 0.577 in tables 2, 5 and 6'],
})
