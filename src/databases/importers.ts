import { UsageError } from '../core/index.ts'
import type { Importer } from './importer.ts'
import { aadb } from './importers/aadb.ts'
import { ava } from './importers/ava.ts'
import { eva } from './importers/eva.ts'
import { flickrAes } from './importers/flickr-aes.ts'
import { koniq10k } from './importers/koniq-10k.ts'
import { lapis } from './importers/lapis.ts'
import { pamela } from './importers/pamela.ts'
import { para } from './importers/para.ts'
import { realCur } from './importers/real-cur.ts'
import { spaq } from './importers/spaq.ts'
import { tad66k } from './importers/tad66k.ts'

/** All published databases that are read: the six of the paper's vectors in its order (Fig. 5), its test sets, then others. */
export const importers: readonly Importer[] = [
  ava,
  flickrAes,
  tad66k,
  para,
  koniq10k,
  spaq,
  aadb,
  realCur,
  eva,
  pamela,
  lapis,
]

/** @throws {UsageError} where no importer has this name. */
export function importerNamed(name: string): Importer {
  const importer = importers.find((one) => one.name === name.toLowerCase())
  if (importer !== undefined) return importer
  throw new UsageError(
    `there is no format "${name}"; choose from folder, ${importers.map((one) => one.name).join(', ')}`,
  )
}
