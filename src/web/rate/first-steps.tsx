import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { state } from '../store/connection.ts'
import { person } from '../store/person.ts'
import { FirstOrder } from './first-order.tsx'
import './first-steps.css'
import { mode } from './mode.ts'
import { saidCount } from './said-count.ts'
import { StarredBefore } from './starred-before.tsx'

/** Ratings after which the order is worth a look. */
export const ENOUGH = 10

/** How far somebody came: they rate; they see their order, since so many things said; they know the way. */
type Step = { readonly at: 'rate' } | { readonly at: 'order'; readonly since: number } | { readonly at: 'closed' }

/** Who began in this window, and how far they came: an undo does not take a step back. */
const stepOf = signal<ReadonlyMap<string, Step>>(new Map())

/** What to do first, for who has rated little; slim, and gone after ten more ratings: the photo is what matters. */
export function FirstSteps() {
  const name = person.value
  const said = saidCount.value
  const isImported = state.value?.people.some((known) => known.name === name && known.imported) ?? false
  const step = stepOf.value.get(name)
  const isNew = said !== null && said < ENOUGH && !isImported
  useEffect(() => {
    if (step === undefined && isNew) go(name, { at: 'rate' })
    if (said === null) return
    if (step?.at === 'rate' && !isNew) go(name, { at: 'order', since: said })
    if (step?.at === 'order' && said >= step.since + ENOUGH) go(name, { at: 'closed' })
  }, [name, step, said, isNew])
  // Who looked at their order and came back knows the way.
  useEffect(() => () => void (stepOf.peek().get(name)?.at === 'order' && go(name, { at: 'closed' })), [name])
  if (said === null || step === undefined || step.at === 'closed') return <div />
  const current = step.at === 'rate' ? 1 : said <= ENOUGH ? 2 : 3
  return (
    <section class="first-steps" aria-label="First steps">
      <ol>
        <Step number={1} current={current} title="Rate ten photos" note={`${said} of ${ENOUGH}`} />
        <Step number={2} current={current} title="See your order" />
        <Step number={3} current={current} title="Keep going" />
      </ol>
      {step.at === 'rate' ? (
        <p class="first-steps-how">
          <span>
            {mode.value === 'one'
              ? 'Press 1 to 5: 5 if you like it a lot, 1 if you do not.'
              : 'Choose the one that you like more.'}
          </span>
          <StarredBefore key={name} />
        </p>
      ) : (
        <>
          <Link href="/library" class="button primary first-steps-all">
            See all photos<span> in your order</span>
          </Link>
          <button
            type="button"
            class="plain first-steps-close"
            aria-label="Close the first steps"
            onClick={() => go(name, { at: 'closed' })}
          >
            {'\u2715'}
          </button>
          <FirstOrder />
        </>
      )}
    </section>
  )
}

function Step({
  number,
  current,
  title,
  note,
}: {
  readonly number: number
  readonly current: number
  readonly title: string
  /** How far this step is, while it is taken. */
  readonly note?: string
}) {
  return (
    <li aria-current={number === current ? 'step' : undefined}>
      <span class="first-steps-number">{number < current ? '\u2713' : number}</span>
      <span class="first-steps-title">{title}</span>
      {note !== undefined && number === current && <span class="quiet">{note}</span>}
    </li>
  )
}

function go(name: string, step: Step): void {
  stepOf.value = new Map(stepOf.value).set(name, step)
}
