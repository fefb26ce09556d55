import { findLine } from './pack-lines.ts'
import { personalTable } from './personal-table.ts'
import { quotedPersonal } from '../quoted.ts'

const quoted = quotedPersonal.table4

/** Table 4: intra-database evaluation on Flickr-AES, 37 test workers. */
export const table4 = personalTable({
  id: 'table4',
  title: 'Table 4. Personalisation on Flickr-AES, its test workers',
  database: 'flickr-aes',
  quoted,
  own: [{ name: 'Ours', variant: 'ours', paper: { 'ViT-L/14': findLine(quoted, 'Ours') } }],
  notes: ['MTCL cites [25] in this table of the paper, [50] in its others'],
})
