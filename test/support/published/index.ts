import { writeAadb } from './aadb.ts'
import { writeAva } from './ava.ts'
import { writeEva } from './eva.ts'
import { writeFlickrAes } from './flickr-aes.ts'
import { writeKoniq10k } from './koniq-10k.ts'
import { writeLapis } from './lapis.ts'
import type { FixtureOptions } from './lay-out.ts'
import { writePamela } from './pamela.ts'
import { writePara } from './para.ts'
import { writeRealCur } from './real-cur.ts'
import { writeSpaq } from './spaq.ts'
import { writeTad66k } from './tad66k.ts'

/** Lays out photos and labels in `folder` exactly as a published database does; every rater rates every photo. */
export type WritePublished = (folder: string, options: FixtureOptions) => Promise<void>

/** The writers by the importers' names. */
export const writePublished: Readonly<Record<string, WritePublished>> = {
  ava: writeAva,
  'flickr-aes': writeFlickrAes,
  tad66k: writeTad66k,
  para: writePara,
  'koniq-10k': writeKoniq10k,
  spaq: writeSpaq,
  aadb: writeAadb,
  'real-cur': writeRealCur,
  eva: writeEva,
  pamela: writePamela,
  lapis: writeLapis,
}
