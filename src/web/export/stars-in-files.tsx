import { useEffect, useState } from 'preact/hooks'
import type { z } from 'zod'
import { importedStars, starCounts } from '../../server/messages/index.ts'
import { HowFar, useLongWork } from '../parts/long-work.tsx'
import { counted } from '../parts/names.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { post } from '../server.ts'
import { state } from '../store/connection.ts'
import { refreshOrder } from '../store/order.ts'
import { person } from '../store/person.ts'
import { forgetWork } from '../store/work.ts'

/** Photos whose files are read without being asked: more take a while. */
const UNASKED = 5000

/** Stars that stand in photos and sidecars, and how they become ratings. */
export function StarsInFiles() {
  const [isWanted, setWanted] = useState(false)
  const told = state.value
  const isCounted = isWanted || (told !== null && told.photos <= UNASKED)
  const version = told?.indexing.state === 'working' ? 'more' : (told?.photos ?? 0)
  const answer = useAnswer(isCounted ? '/api/stars' : null, { schema: starCounts, version })
  useEffect(() => {
    if (answer.isComing) forgetWork('stars')
  }, [answer.isComing])
  const [outcome, setOutcome] = useState<string | null>(null)
  const { isBusy, wrong, run, stop } = useLongWork('stars')
  const mine = person.value
  const take = (): Promise<void> =>
    run(async (signal) => {
      setOutcome(null)
      setOutcome(changes(await post('/api/stars/import', { person: mine }, importedStars, { signal })))
      refreshOrder()
    })
  const found = answer.value
  const starred = found?.stars.reduce((sum, count) => sum + count, 0) ?? 0
  return (
    <section aria-labelledby="stars-in-files">
      <h2 id="stars-in-files">Stars in your files</h2>
      {answer.error !== null && <p class="export-error">{answer.error}</p>}
      {found !== null && (
        <dl class="export-stars-found">
          {found.stars.map((count, at) => (
            <div key={at}>
              <dt aria-label={counted(at + 1, 'star')}>{`${at + 1}\u2605`}</dt>
              <dd>{count.toLocaleString('en')}</dd>
            </div>
          ))}
          <Count name="rejected" count={found.rejected} />
          <Count name="looked at, no star" count={found.unrated} />
          <Count name="not rated" count={found.unseen} />
          {found.predicted > 0 && <Count name="predicted by palate" count={found.predicted} />}
        </dl>
      )}
      <p class="quiet">
        Stars that you gave in Lightroom, darktable, digiKam or another program can count as ratings{' '}
        {mine === 'me' ? 'of yours' : `of ${mine}`}. A photo without stars is taken as not seen, not as bad.
      </p>
      <p class="export-row">
        {!isCounted && (
          <button type="button" onClick={() => setWanted(true)}>
            Count them
          </button>
        )}
        <button
          type="button"
          disabled={isBusy || (found === null ? isCounted : starred === 0 && found.rejected === 0)}
          onClick={() => void take()}
        >
          {isBusy ? 'Reading...' : 'Take them in as ratings'}
        </button>
        {isBusy && <HowFar name="stars" onStop={stop} />}
        {!isBusy && answer.isComing && <HowFar name="stars" />}
        <span role="status">{wrong ?? outcome}</span>
      </p>
    </section>
  )
}

function Count({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count.toLocaleString('en')}</dd>
    </div>
  )
}

/** `12 added, 3 changed`, or that nothing is new. */
function changes({ added, changed, withdrawn }: z.output<typeof importedStars>): string {
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [withdrawn, 'taken back'],
  ] as const
  const said = parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`]))
  return said.length === 0 ? 'Nothing new: all of them count already.' : `${said.join(', ')}.`
}
