import type { TasteSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import './said.css'

/** What was said, in numbers. */
export function Said({ summary: { said, scores } }: { readonly summary: TasteSummary }) {
  const most = Math.max(1, ...scores)
  const counts = [
    [said.scores, 'Ratings'],
    [said.picks, 'Picks'],
    [said.rejects, 'Rejects'],
    [said.duels, 'Duels'],
    [said.stars, 'Stars from files'],
    [said.waiting, 'Waiting'],
  ] as const
  return (
    <section aria-labelledby="said">
      <h2 id="said">What was said</h2>
      <dl class="taste-counts">
        {counts.map(([count, name]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {said.waiting > 0 && (
        <p class="quiet">
          {counted(said.waiting, 'rating')} of photos that are not here now; they count again once the photos are back.
        </p>
      )}
      {said.scores > 0 && (
        <ol class="taste-scores" aria-label="How often each rating was given">
          {scores.map((count, at) => (
            <li key={at} aria-label={`${counted(at + 1, 'star')}: ${count} times`}>
              <span class="count" aria-hidden="true">
                {count}
              </span>
              <span class="bar" aria-hidden="true" style={{ height: `${(count / most) * 56}px` }} />
              <span class="quiet" aria-hidden="true">{`${at + 1}\u2605`}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
