import type { Given } from '../../server/messages/index.ts'
import { keepFocus } from '../parts/keep-focus.ts'
import { counted } from '../parts/names.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { flagWord, GivenMark } from '../parts/stars.tsx'
import { latest } from '../store/cards.ts'
import { clear, type Done, done, undo } from './judge.ts'

/** The small last photo with what it was given, so that a wrong key is seen; and a way to take it back. */
export function LastDone() {
  const last = done.value.at(-1)
  return (
    <div class="rate-last">
      {last !== undefined && (
        <>
          <Thumbnails last={last} />
          <span class="rate-last-mark" aria-hidden="true">
            <Mark last={last} />
          </span>
        </>
      )}
      <span class="unseen" role="status">
        {last === undefined ? '' : sentence(last)}
      </span>
      <button type="button" class="plain" aria-keyshortcuts="z Control+Z" onClick={undo} {...keepFocus}>
        Undo <kbd aria-hidden="true">Z</kbd>
      </button>
      {last?.kind === 'given' && <ClearButtons given={latest(last.card).given} />}
    </div>
  )
}

function ClearButtons({ given }: { readonly given: Given | null }) {
  return (
    <>
      {given?.score !== undefined && (
        <button type="button" class="plain" aria-keyshortcuts="0" onClick={() => void clear('score')} {...keepFocus}>
          No stars <kbd aria-hidden="true">0</kbd>
        </button>
      )}
      {given?.flag !== undefined && (
        <button type="button" class="plain" aria-keyshortcuts="u" onClick={() => void clear('flag')} {...keepFocus}>
          No flag <kbd aria-hidden="true">U</kbd>
        </button>
      )}
    </>
  )
}

function Thumbnails({ last }: { readonly last: Done }) {
  const cards = last.kind === 'duel' ? [last.duel.left, last.duel.right] : [last.card]
  return (
    <span class="rate-last-photos" aria-hidden="true">
      {cards.map(({ id, name }, at) => (
        <span
          key={id}
          class={last.kind === 'duel' && last.winner === (at === 0 ? 'left' : 'right') ? 'won' : undefined}
          title={name}
        >
          <PhotoImage id={id} name={name} size="preview" eager />
        </span>
      ))}
    </span>
  )
}

function Mark({ last }: { readonly last: Done }) {
  if (last.kind === 'skipped') return <span class="quiet">skipped</span>
  if (last.kind === 'duel') {
    return <span class="quiet">{{ left: 'chosen', right: 'chosen', tie: 'a tie' }[last.winner]}</span>
  }
  const { given } = latest(last.card)
  return isNothing(given) ? <span class="quiet">nothing given</span> : <GivenMark given={given} />
}

function sentence(last: Done): string {
  if (last.kind === 'skipped') return `Skipped ${last.card.name}`
  if (last.kind === 'duel') {
    const { left, right } = last.duel
    if (last.winner === 'tie') return `A tie of ${left.name} and ${right.name}`
    const [better, other] = last.winner === 'left' ? [left, right] : [right, left]
    return `Chose ${better.name} over ${other.name}`
  }
  const { given } = latest(last.card)
  const stars = given?.score ?? given?.stars
  const words = [
    ...(stars === undefined ? [] : [counted(stars, 'star')]),
    ...(given?.flag === undefined ? [] : [flagWord(given.flag)]),
  ]
  return `${last.card.name}: ${words.length === 0 ? 'nothing given' : words.join(', ')}`
}

function isNothing(given: Given | null): boolean {
  return given === null || (given.score ?? given.stars ?? given.flag) === undefined
}
