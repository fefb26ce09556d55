import { generalTable } from './general-table.ts'
import { quotedGeneral } from '../quoted.ts'

/** Table 8: AVA. */
export const table8 = generalTable({
  id: 'table8',
  title: 'Table 8. General aesthetics on AVA',
  database: 'ava',
  quoted: quotedGeneral.table8,
})

/** Table 9: TAD66K. */
export const table9 = generalTable({
  id: 'table9',
  title: 'Table 9. General aesthetics on TAD66K',
  database: 'tad66k',
  quoted: quotedGeneral.table9,
})

/** Table 10: PARA. */
export const table10 = generalTable({
  id: 'table10',
  title: 'Table 10. General aesthetics on PARA',
  database: 'para',
  quoted: quotedGeneral.table10,
})

/** Table 11: KonIQ-10k. */
export const table11 = generalTable({
  id: 'table11',
  title: 'Table 11. Quality on KonIQ-10k',
  database: 'koniq-10k',
  quoted: quotedGeneral.table11,
})

/** Table 12: SPAQ. */
export const table12 = generalTable({
  id: 'table12',
  title: 'Table 12. Quality on SPAQ',
  database: 'spaq',
  quoted: quotedGeneral.table12,
})
