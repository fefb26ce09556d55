import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'

const quoted = quotedPersonal.table5

/** Table 5: the small base, fine-tuning instead of merging, and images a second, on REAL-CUR. */
export const table5 = personalTable({
  id: 'table5',
  title: 'Table 5. Smaller base and Best-fit FT on REAL-CUR, images a second',
  database: 'real-cur',
  quoted,
  own: [
    { name: 'Best-fit FT', variant: 'best-fit-ft', paper: { 'ViT-L/14': findLine(quoted, 'Best-fit FT') } },
    {
      name: 'Ours',
      variant: 'ours',
      paper: { 'ViT-L/14': findLine(quoted, 'Ours'), 'ViT-B/16': findLine(quoted, 'Ours (ViT-B/16)') },
    },
  ],
  speed: true,
  notes: [
    "the paper's images a second are of an RTX 3090, ours of the merged network on this device",
    'the paper gives no rates for Best-fit FT: ours takes those of its backbone fine-tuning (Sec. F)',
  ],
})
