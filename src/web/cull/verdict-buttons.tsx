import { keepFocus } from '../parts/keep-focus.ts'
import type { CullActs } from './cull-keys.ts'
import type { Flag } from './next-open.ts'
import { goesOn } from './page-settings.ts'
import { steps } from './steps.ts'
import { VerdictGroup } from './verdict-group.tsx'

/** What can be said of the frame that is shown, what was said last, and whether a verdict goes on. */
export function VerdictButtons({
  flag,
  isDisabled,
  seriesLength,
  acts,
}: {
  readonly flag: Flag | null
  readonly isDisabled: boolean
  /** Frames in its series. */
  readonly seriesLength: number
  readonly acts: CullActs
}) {
  const last = steps.value.at(-1)
  return (
    <div class="cull-verdicts">
      <div class="cull-last">
        <button type="button" class="plain" aria-keyshortcuts="Control+Z Backspace" onClick={acts.undo} {...keepFocus}>
          Undo <kbd aria-hidden="true">{'\u232b'}</kbd>
        </button>
        <span class="quiet" role="status">
          {last?.words ?? ''}
        </span>
      </div>
      <VerdictGroup label="Judge this frame" flag={flag} isDisabled={isDisabled} onVerdict={acts.verdict} />
      <div class="cull-more">
        <button
          type="button"
          class="plain"
          disabled={isDisabled || seriesLength < 2}
          aria-keyshortcuts="s"
          title="Keep this one, pass the open rest of its series"
          onClick={acts.keepOnly}
          {...keepFocus}
        >
          Keep, pass rest <kbd aria-hidden="true">S</kbd>
        </button>
        <button
          type="button"
          class="plain"
          disabled={isDisabled || seriesLength < 2}
          aria-keyshortcuts="c"
          onClick={acts.compare}
          {...keepFocus}
        >
          Compare <kbd aria-hidden="true">C</kbd>
        </button>
        {flag !== null && (
          <button type="button" class="plain" aria-keyshortcuts="u" onClick={acts.clearFlag} {...keepFocus}>
            No flag <kbd aria-hidden="true">U</kbd>
          </button>
        )}
        <button
          type="button"
          class="plain"
          aria-keyshortcuts="a"
          aria-pressed={goesOn.value}
          title="A verdict goes on to the next open frame"
          onClick={acts.advance}
          {...keepFocus}
        >
          Goes on <kbd aria-hidden="true">A</kbd>
        </button>
      </div>
    </div>
  )
}
