import type { ComponentChildren } from 'preact'
import type { ShootFrames } from '../../server/messages/index.ts'
import { keepFocus } from '../parts/keep-focus.ts'
import type { CullActs } from './cull-keys.ts'
import type { Tally } from './next-open.ts'
import { tallyWords } from './words.ts'

/** Which shoot this is, how far one is in it, in which order it stands and why, and what can be done with all of it. */
export function ShootBar({
  shoot: { label, frames, offered, why },
  at,
  tally,
  order,
  acts,
  children,
}: {
  readonly shoot: ShootFrames
  /** Place of the frame that is shown, from 0; null at the end. */
  readonly at: number | null
  readonly tally: Tally
  readonly order: 'time' | 'learnt'
  readonly acts: CullActs
  readonly children: ComponentChildren
}) {
  const all = frames.toLocaleString('en')
  return (
    <header class="cull-head">
      <div class="cull-head-row">
        <button
          type="button"
          class="plain back"
          aria-keyshortcuts="Escape"
          aria-label="All shoots"
          onClick={acts.back}
          {...keepFocus}
        >
          {'\u2190'} <span>Shoots</span>
        </button>
        <h1>{label}</h1>
        <span class="cull-where" title={tallyWords(tally)}>
          {at === null ? `${all} frames` : `frame ${(at + 1).toLocaleString('en')} of ${all}`} {'\u00b7'}{' '}
          {tally.pick.toLocaleString('en')} kept
          <span class="open">
            {' '}
            {'\u00b7'} {tally.open.toLocaleString('en')} open
          </span>
        </span>
        <div class="cull-head-buttons">
          {children}
          <button type="button" class="plain" aria-keyshortcuts="d" onClick={acts.diverse} {...keepFocus}>
            <span>
              Keep N<span class="wide">, diverse</span>
            </span>{' '}
            <kbd aria-hidden="true">D</kbd>
          </button>
          <button type="button" class="plain" aria-keyshortcuts="w" onClick={acts.write} {...keepFocus}>
            Write <kbd aria-hidden="true">W</kbd>
          </button>
        </div>
      </div>
      <p class="cull-why quiet">
        {offered === 'archive' && (
          <button
            type="button"
            class="plain"
            aria-keyshortcuts="o"
            aria-pressed={order === 'learnt'}
            onClick={acts.order}
            {...keepFocus}
          >
            Your order <kbd aria-hidden="true">O</kbd>
          </button>
        )}
        <span>{why}</span>
      </p>
    </header>
  )
}
