import { createRandom } from '../../core/index.ts'
import {
  type Agreement,
  type AnyTaste,
  estimateAgreement,
  peopleOf,
  placedEvidence,
  type PhotoId,
  type Taste,
  type TasteModel,
  waitingEvidence,
  weightsOf,
  type WeightSummary,
} from '../../personalize/index.ts'

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
    weights: weightsOf(taste),
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
