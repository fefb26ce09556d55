import { useEffect, useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { tasteSummary } from '../../server/messages/index.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { get } from '../server.ts'
import { cards, wantCards } from '../store/cards.ts'
import { person } from '../store/person.ts'
import { saidCount } from './said-count.ts'
import { useTasteOrder } from './use-taste-order.ts'

const FIRST = 8
const LAST = 3
/** Things said between two looks at how well the order fits: it takes the server long with a large library. */
const STEP = 5

/** The top and the end of the person's order, and what to think of it by now. */
export function FirstOrder() {
  const ids = useTasteOrder()
  const all = ids.length <= FIRST + LAST
  const first = ids.slice(0, all ? ids.length : FIRST)
  const last = all ? [] : ids.slice(-LAST)
  const shown = [...first, ...last].join()
  useEffect(() => {
    if (shown !== '') wantCards(shown.split(',').map(Number))
  }, [shown])
  return (
    <div class="first-order">
      <div class="first-order-photos">
        <Row ids={first} name="First in your order" />
        {last.length > 0 && (
          <>
            <span class="quiet" aria-hidden="true">
              ...
            </span>
            <Row ids={last} name="Last in your order" />
          </>
        )}
      </div>
      <p class="first-order-honest">
        Ten ratings mostly bring up what people in general like; at 50 to 100 the order becomes yours. <Agreement />
      </p>
    </div>
  )
}

function Row({ ids, name }: { readonly ids: readonly number[]; readonly name: string }) {
  return (
    <ol aria-label={name}>
      {ids.map((id) => (
        <li key={id}>
          <Link href={`/photo/${id}`}>
            <PhotoImage id={id} name={cards.value.get(id)?.card.name ?? `photo ${id}`} size="thumbnail" eager />
          </Link>
        </li>
      ))}
    </ol>
  )
}

/** How well the order fits, cross-validated, in the server's sentence; the taste view has its figures. */
function Agreement() {
  const name = person.value
  const turn = Math.floor((saidCount.value ?? 0) / STEP)
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const question = new AbortController()
    get('/api/taste', { schema: tasteSummary, query: { person: name }, signal: question.signal })
      .then(({ agreement }) => setSentence(withoutFigures(agreement.sentence)))
      .catch(() => {}) // the rest of the line is true without it
    return () => question.abort()
  }, [name, turn])
  return sentence === '' ? null : <span class="quiet">{sentence}</span>
}

/** Without what stands in brackets. */
function withoutFigures(sentence: string): string {
  return sentence.replace(/ \([^)]*\)/g, '')
}
