import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'
import { oursOnRealCur } from './table-2.ts'

const quoted = quotedPersonal.table6

/** Table 6: three ways to initialise the coefficients (Eq. 6), on REAL-CUR. */
export const table6 = personalTable({
  id: 'table6',
  title: 'Table 6. Initialisation of the coefficients, on REAL-CUR',
  database: 'real-cur',
  quoted,
  own: [
    {
      name: 'Uniform init.',
      variant: 'uniform-init',
      paper: { 'ViT-L/14': findLine(quoted, 'Uniform init. (T → ∞)') },
    },
    {
      name: 'Best-fit init.',
      variant: 'best-fit-init',
      paper: { 'ViT-L/14': findLine(quoted, 'Best-fit init. (T → 0)') },
    },
    {
      name: 'Adaptive init.',
      variant: 'ours',
      paper: { ...oursOnRealCur, 'ViT-L/14': findLine(quoted, 'Adaptive init. (T = 1)') },
    },
  ],
})
