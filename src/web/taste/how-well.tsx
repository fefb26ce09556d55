import type { TasteSummary } from '../../server/messages/index.ts'
import { AgreementScale } from './agreement-scale.tsx'

/** How well the taste should agree with its owner on photos that they have not rated. */
export function HowWell({ summary: { agreement, person } }: { readonly summary: TasteSummary }) {
  const { srocc, low, high } = agreement
  return (
    <section aria-labelledby="how-well">
      <h2 id="how-well">{person === 'me' ? 'How well it knows you' : `How well it knows ${person}`}</h2>
      <p class="taste-sentence">{agreement.sentence}</p>
      {srocc !== null && <AgreementScale srocc={srocc} low={low} high={high} />}
      <p class="quiet">
        Measured on ratings that were kept back while it learnt from the others (cross-validated), never on those it has
        learnt from.
      </p>
    </section>
  )
}
