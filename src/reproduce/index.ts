export type { OpenPack } from './packs-under-test.ts'
export { reproducible, reproduce, type ReproduceOptions, type Reproduction } from './reproduce.ts'
export { tableText } from './tables/table-text.ts'
