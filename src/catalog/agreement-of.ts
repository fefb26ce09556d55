import { createRandom } from '../core/index.ts'
import { type Agreement, estimateAgreement, placedEvidence, type Taste } from '../personalize/index.ts'

/**
 * How well a taste should agree with its owner on photos they have not seen, cross-validated on what they said; with
 * `first`, as it stood after that many things said: a point of the learning curve.
 */
export function agreementOf(
  taste: Taste,
  { seed = 0, first = Infinity }: { readonly seed?: number | undefined; readonly first?: number | undefined } = {},
): Agreement {
  const said = taste.evidence.slice(0, first)
  return estimateAgreement({
    prior: taste.posterior.prior, // with the edits of its owner
    rows: taste.rows,
    evidence: said.flatMap((item) => placedEvidence(item, taste.photos) ?? []),
    settings: taste.model.settings,
    random: createRandom(`${seed}/agreement`),
  })
}
