import { useEffect, useState } from 'preact/hooks'
import { type Log, log, undone } from '../../server/messages/index.ts'
import { Thumbnail } from '../parts/thumbnail.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { post, sentenceOf } from '../server.ts'
import { wantCards } from '../store/cards.ts'
import { notice } from '../store/notice.ts'
import { refreshOrder } from '../store/order.ts'
import { Waiting } from '../parts/waiting.tsx'
import './said.css'

/** Things said that are listed. */
const LISTED = 20

type Entry = Log['said'][number]

/** The latest things said, each of which can be taken back. */
export function LatestSaid({ person, version }: { readonly person: string; readonly version: string }) {
  const answer = useAnswer('/api/log', { schema: log, query: { person }, version })
  const said = answer.value?.said.slice(0, LISTED) ?? []
  const photos = [...new Set(said.flatMap((entry) => entry.photos))].join(',')
  useEffect(() => {
    if (photos !== '') wantCards(photos.split(',').map(Number))
  }, [photos])
  return (
    <section aria-labelledby="latest">
      <h2 id="latest">Said last</h2>
      <Waiting answer={answer}>
        {() =>
          said.length === 0 ? (
            <p class="quiet">Nothing yet. Rate a few photos, and they are listed here.</p>
          ) : (
            <ul class="taste-log">
              {said.map((entry) => (
                <SaidEntry key={entry.event} entry={entry} person={person} onUndone={answer.again} />
              ))}
            </ul>
          )
        }
      </Waiting>
    </section>
  )
}

function SaidEntry({
  entry: { event, time, what, photos, undone: isUndone },
  person,
  onUndone,
}: {
  readonly entry: Entry
  readonly person: string
  readonly onUndone: () => void
}) {
  const [isUndoing, setUndoing] = useState(false)
  const undo = async (): Promise<void> => {
    setUndoing(true)
    try {
      const taken = await post('/api/undo', { person, event }, undone)
      refreshOrder(taken.event === null ? {} : { since: taken.event })
      notice.value = { kind: 'done', text: `Taken back: ${what}.` }
      onUndone()
    } catch (error) {
      notice.value = { kind: 'failed', text: sentenceOf(error) }
    } finally {
      setUndoing(false)
    }
  }
  return (
    <li class={isUndone ? 'undone' : undefined}>
      <span class="photos">
        {photos.map((photo) => (
          <Thumbnail key={photo} id={photo} />
        ))}
      </span>
      <span class="what">
        <span>{photos.length < 2 ? what : ofTwo(what)}</span>
        <time class="quiet" dateTime={time}>
          {new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
      </span>
      {isUndone ? (
        <span class="quiet">taken back</span>
      ) : (
        <button type="button" class="plain" disabled={isUndoing} onClick={() => void undo()}>
          Undo<span class="unseen"> {what}</span>
        </button>
      )}
    </li>
  )
}

/** Of a duel, whose better photo stands first. */
function ofTwo(what: string): string {
  return what === 'preferred to' ? 'the first preferred to the second' : what
}
