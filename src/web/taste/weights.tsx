import type { TasteSummary } from '../../server/messages/index.ts'
import { databaseName, decimals } from '../parts/names.ts'
import { clearestDifference, type Weight, weightScale } from './weight-scale.ts'
import './weights.css'

/** What a taste weighs, against the average rater: one row a database. */
export function Weights({ summary: { weights, person } }: { readonly summary: TasteSummary }) {
  return (
    <section aria-labelledby="weights">
      <h2 id="weights">{person === 'me' ? 'What you weigh' : `What ${person} weighs`}</h2>
      <p class="taste-sentence">{sentenceOf(weights, person)}</p>
      <WeightTable weights={weights} who={person === 'me' ? 'You' : person} />
      <p class="quiet">
        How much each judgement counts in the order. The tick is the average person, the dot this taste; the line shows
        how sure it is of it.
      </p>
    </section>
  )
}

/** One row a judgement: its weight as a picture and in numbers. */
export function WeightTable({
  weights,
  who,
  scale = weightScale(weights),
}: {
  readonly weights: readonly Weight[]
  readonly who: string
  /** So that two tables stand on one axis. */
  readonly scale?: (value: number) => number
}) {
  return (
    <table class="taste-weights">
      <thead>
        <tr>
          <th scope="col">Judgement</th>
          <th scope="col">
            <span class="unseen">As a picture</span>
          </th>
          <th scope="col">Average</th>
          <th scope="col">{who}</th>
        </tr>
      </thead>
      <tbody>
        {weights.map((weight) => (
          <tr key={weight.name}>
            <th scope="row" title={weight.name}>
              {databaseName(weight.name)}
            </th>
            <td>
              <WeightMark weight={weight} scale={scale} />
            </td>
            <td>{decimals(weight.prior)}</td>
            <td>
              {decimals(weight.learnt)} <span class="quiet">{`\u00b1 ${decimals(weight.deviation)}`}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The numbers beside it say the same. */
function WeightMark({ weight, scale }: { readonly weight: Weight; readonly scale: (value: number) => number }) {
  const { prior, learnt, deviation } = weight
  const width = scale(learnt + deviation) - scale(learnt - deviation)
  return (
    <span class="taste-mark" aria-hidden="true">
      <span class="zero" style={{ left: `${scale(0)}%` }} />
      <span class="whisker" style={{ left: `${scale(learnt - deviation)}%`, width: `${width}%` }} />
      <span class="prior" style={{ left: `${scale(prior)}%` }} />
      <span class="dot" style={{ left: `${scale(learnt)}%` }} />
    </span>
  )
}

function sentenceOf(weights: readonly Weight[], person: string): string {
  const found = clearestDifference(weights)
  if (found === undefined) return 'Nothing yet differs clearly from what people in general weigh.'
  const than = found.learnt > found.prior ? 'more' : 'less'
  const who = person === 'me' ? 'You weigh' : `${person} weighs`
  const name = found.name === 'people in general' ? 'what people in general like' : `"${databaseName(found.name)}"`
  return `${who} ${name} ${than} than the average person does.`
}
