import type { Given } from '../../server/messages/index.ts'
import { keepFocus } from '../parts/keep-focus.ts'
import { counted } from '../parts/names.ts'
import { judge, skipShown } from './judge.ts'
import { mode } from './mode.ts'
import { queue } from './next-photos.ts'
import { saidCount } from './said-count.ts'

const scores = [1, 2, 3, 4, 5] as const

/** Stars and flags; filled is what the photo has. */
export function RateButtons({ given, disabled }: { readonly given: Given | null; readonly disabled: boolean }) {
  const stars = given?.score ?? given?.stars ?? 0
  return (
    <div class="rate-buttons" role="group" aria-label="Judge this photo">
      <div class="rate-stars">
        {scores.map((score) => (
          <button
            key={score}
            type="button"
            class={score <= stars ? 'plain filled' : 'plain'}
            disabled={disabled}
            aria-label={counted(score, 'star')}
            aria-keyshortcuts={String(score)}
            aria-pressed={score === stars}
            onClick={() => void judge(score)}
            {...keepFocus}
          >
            <span class="glyph" aria-hidden="true" />
            <span class="key" aria-hidden="true">
              {score}
            </span>
          </button>
        ))}
      </div>
      <div class="rate-flags">
        {(['pick', 'reject'] as const).map((flag) => (
          <button
            key={flag}
            type="button"
            disabled={disabled}
            aria-keyshortcuts={flag === 'pick' ? 'p' : 'x'}
            aria-pressed={given?.flag === flag}
            onClick={() => void judge(flag)}
            {...keepFocus}
          >
            {flag === 'pick' ? 'Pick' : 'Reject'} <kbd aria-hidden="true">{flag === 'pick' ? 'P' : 'X'}</kbd>
          </button>
        ))}
      </div>
    </div>
  )
}

/** What goes on without judging the photo that is shown. */
export function SkipButtons() {
  return (
    <div class="rate-more">
      <button
        type="button"
        class="plain"
        disabled={queue.value.shown === null}
        aria-keyshortcuts="Space"
        onClick={skipShown}
        {...keepFocus}
      >
        Skip <kbd aria-hidden="true">Space</kbd>
      </button>
      <button type="button" class="plain" aria-keyshortcuts="d" onClick={() => (mode.value = 'duel')} {...keepFocus}>
        Duel <kbd aria-hidden="true">D</kbd>
      </button>
      <SaidCount />
    </div>
  )
}

/** How much was said by now. */
export function SaidCount() {
  const said = saidCount.value
  return <span class="rate-count quiet">{said === null ? '' : `${said.toLocaleString('en')} rated`}</span>
}
