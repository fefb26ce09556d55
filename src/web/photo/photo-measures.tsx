import { useEffect, useState } from 'preact/hooks'
import { cards as cardsMessage } from '../../server/messages/index.ts'
import { preload } from '../parts/photo-image.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useMeasures } from '../store/measures.ts'
import { partner, person } from '../store/person.ts'
import { type MeasureLine, measureLines } from './measure-words.ts'
import './measures.css'

/** In a longer series nobody compares all frames, and measuring them takes a while. */
const MOST = 12

/** What can be measured in the pixels, once the picture is there; give it the photo's number as `key`. */
export function PhotoMeasures({ id, series }: { readonly id: number; readonly series: number }) {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    let isHere = true
    preload(id, () => isHere && setSeen(true))
    return () => {
      isHere = false
    }
  }, [id])
  const hasSiblings = series > 1 && series <= MOST
  const query = { person: person.value, with: partner.value }
  const path = isSeen && hasSiblings ? `/api/photos/${id}/series` : null
  const siblings = useAnswer(path, { schema: cardsMessage, query })
  const others = siblings.value?.photos.flatMap((card) => (card.id === id ? [] : [card.id])) ?? []
  const { known, error } = useMeasures([id, ...others], { wanted: isSeen })
  const own = known.get(id)
  const found = others.map((other) => known.get(other))
  // A place among some of them could change once the others are here.
  const isComplete = found.every((each) => each !== undefined)
  return (
    <section class="photo-measures" aria-labelledby="measures">
      <h2 id="measures">Seen in the pixels</h2>
      {own === null ? (
        <p class="quiet">This photo could not be measured.</p>
      ) : own === undefined ? (
        <p class="quiet">{error ?? 'Measuring...'}</p>
      ) : (
        <dl>
          {measureLines(own, isComplete ? found.filter((each) => each !== null && each !== undefined) : []).map(
            (line) => (
              <Line key={line.name} line={line} />
            ),
          )}
        </dl>
      )}
      <p class="quiet measures-limits">It says nothing of eyes, faces or expressions.</p>
    </section>
  )
}

function Line({ line: { name, words, meter } }: { readonly line: MeasureLine }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {meter !== null && (
          <span class="measure-meter" aria-hidden="true">
            <span style={{ width: `${Math.round(meter * 100)}%` }} />
          </span>
        )}
        <span>{words}</span>
      </dd>
    </div>
  )
}
