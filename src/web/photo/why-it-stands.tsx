import { why as whyMessage } from '../../server/messages/index.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { partner, person } from '../store/person.ts'
import { RatedAlike } from './rated-alike.tsx'
import { ratedOthers, type Reason, reasonsOf, signed, whySentence } from './why-words.ts'
import './why.css'

/** Why it stands where it stands: a sentence, then every part of its score, then the rated photos that it resembles. */
export function WhyItStands({ id, version }: { readonly id: number; readonly version: string }) {
  const query = { person: person.value, with: partner.value }
  const { value, error } = useAnswer(`/api/photos/${id}/why`, { schema: whyMessage, query, version })
  const who = person.value === 'me' ? 'you' : person.value
  const reasons = value === null ? [] : reasonsOf(value, id)
  const rated = value === null ? [] : ratedOthers(value.rated, id)
  return (
    <section class="photo-why" aria-labelledby="why">
      <h2 id="why">Why it stands here</h2>
      {value !== null ? (
        <>
          <p>{whySentence(reasons, { hasRated: rated.length > 0, who })}</p>
          <Account reasons={reasons} score={value.score} />
          <RatedAlike rated={rated} who={who} />
        </>
      ) : (
        <p class="quiet">{error}</p>
      )}
    </section>
  )
}

/**
 * Each part as a bar from a line in the middle: to the right lifts, to the left holds back. The numbers say the same. A
 * rating decides and has no bar: beside it all others would be too small to see.
 */
function Account({ reasons, score }: { readonly reasons: readonly Reason[]; readonly score: number }) {
  const largest = Math.max(1e-9, ...reasons.map(({ part, decides }) => (decides === true ? 0 : Math.abs(part))))
  return (
    <table class="account">
      <caption class="unseen">The parts of its score: above zero lifts the photo, below zero holds it back</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Adds</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map(({ label, part, decides }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {decides !== true && (
                <span class="bar-frame" aria-hidden="true">
                  {Math.abs(part) >= largest / 100 && (
                    <span
                      class={part < 0 ? 'bar-part down' : 'bar-part'}
                      style={{
                        left: `${50 + Math.min(0, part / largest) * 50}%`,
                        width: `${(Math.abs(part) / largest) * 50}%`,
                      }}
                    />
                  )}
                </span>
              )}
              <data value={part}>{signed(part)}</data>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td>
            <data value={score}>{signed(score)}</data>
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
