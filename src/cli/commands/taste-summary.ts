import { createRandom } from '../../core/index.ts'
import {
  type Agreement,
  type AnyTaste,
  estimateAgreement,
  placedEvidence,
  type PhotoId,
  type Posterior,
  type Taste,
  type TasteModel,
  waitingEvidence,
} from '../../personalize/index.ts'
import { peopleOf } from './taste-photos.ts'

/** What `palate taste show --json` prints. */
export interface TasteSummary {
  readonly file: string
  readonly pack: TasteModel['pack']
  readonly weights: WeightSummary
  /** One without a name, or the people of a merge. */
  readonly people: readonly PersonSummary[]
  /** Where the catalog last saw the photos of which something was said. */
  readonly photos: readonly { readonly photo: PhotoId; readonly paths: readonly string[] }[]
}

/** A weight before and after the ratings. */
export interface LearntWeight {
  readonly prior: number
  readonly learnt: number
  /** How far `learnt` may be off: one standard deviation. */
  readonly deviation: number
}

export interface WeightSummary {
  /** Of what people in general think of a photo. */
  readonly general: LearntWeight
  readonly databases: readonly (LearntWeight & { readonly name: string })[]
  /** How far the weights of the embedding moved: root mean square, in deviations of their prior. */
  readonly embedding: { readonly numbers: number; readonly moved: number }
}

export interface PersonSummary {
  readonly name: string | null
  /** In a merge. */
  readonly merged?: { readonly weight: number; readonly share: number }
  readonly said: Taste['evidence']
  /** How many of the things said wait for a descriptor of their photo. */
  readonly waiting: number
  /** Levels of each scale that was used, and the thresholds between them on the scale of a photo's score. */
  readonly scales: Readonly<
    Record<string, { readonly levels: readonly number[]; readonly thresholds: readonly number[] }>
  >
  readonly agreement: Agreement
}

/** What a taste has learnt, and how sure it is. */
export function summaryOf(taste: AnyTaste): Pick<TasteSummary, 'pack' | 'weights' | 'people'> {
  const shares = 'people' in taste ? taste.people.map(({ weight, share }) => ({ merged: { weight, share } })) : []
  return {
    pack: taste.model.pack,
    weights: weightsOf(taste.posterior, taste.model),
    people: peopleOf(taste).map(({ name, taste: own }, at) => ({
      name,
      ...shares[at],
      said: own.evidence,
      waiting: waitingEvidence(own).length,
      scales: Object.fromEntries(
        Object.entries(own.posterior.scales).map(([scale, { levels, thresholds }]) => [
          scale,
          { levels: [...levels], thresholds: [...thresholds] },
        ]),
      ),
      agreement: agreementOf(own),
    })),
  }
}

function weightsOf({ weights, covariance, prior }: Posterior, { databases, shape }: TasteModel): WeightSummary {
  const weight = (at: number): LearntWeight => ({
    prior: prior.mean[at]!,
    learnt: weights[at]!,
    deviation: Math.sqrt(Math.max(0, covariance.get(at, at))),
  })
  let squares = 0
  for (let at = 1 + shape.databases; at < weights.length; at++) {
    const deviation = prior.deviation[at]!
    if (deviation > 0) squares += ((weights[at]! - prior.mean[at]!) / deviation) ** 2
  }
  return {
    general: weight(0),
    databases: databases.map((name, at) => ({ name, ...weight(1 + at) })),
    embedding: { numbers: shape.width, moved: Math.sqrt(squares / Math.max(1, shape.width)) },
  }
}

/** The same as `palate rank` says of the taste. */
function agreementOf(taste: Taste): Agreement {
  return estimateAgreement({
    prior: taste.posterior.prior,
    rows: taste.rows,
    evidence: taste.evidence.flatMap((item) => placedEvidence(item, taste.photos) ?? []),
    settings: taste.model.settings,
    random: createRandom('0/agreement'),
  })
}
