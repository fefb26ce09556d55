import type { Pack, ReadOut, RowPrior } from '../../task-vectors/index.ts'
import { LIKELIHOOD_DEFAULTS, type Prior } from './posterior.ts'
import type { TasteModel } from './taste-model.ts'

/** What a pack gives to every taste that is learnt with it. */
export function tasteModelOf(pack: Pick<Pack, 'name' | 'hash' | 'databases'>, readOut: ReadOut): TasteModel {
  return {
    pack: { name: pack.name, hash: pack.hash },
    shape: { databases: pack.databases.length, width: readOut.embedding.bias.length },
    databases: pack.databases.map(({ name }) => name),
    prior: priorOf(readOut.prior),
    priorScore: Float64Array.from(readOut.prior.score),
    settings: { ...LIKELIHOOD_DEFAULTS, caution: readOut.prior.caution },
  }
}

/** A stored prior in double precision. */
export function priorOf({ mean, deviation }: RowPrior): Prior {
  return { mean: Float64Array.from(mean), deviation: Float64Array.from(deviation) }
}
