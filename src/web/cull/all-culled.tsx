import { Link } from 'wouter-preact'
import type { ShootFrames } from '../../server/messages/index.ts'
import { Empty } from '../parts/empty.tsx'
import { counted } from '../parts/names.ts'
import { withFilters } from '../store/filter-query.ts'
import type { CullActs } from './cull-keys.ts'
import type { Tally } from './next-open.ts'
import { TallyBar } from './tally-bar.tsx'

/** The end of a shoot: what came of it, and what to do next. */
export function AllCulled({
  shoot: { from, to },
  tally,
  acts,
  onGoOn,
  onAgain,
}: {
  readonly shoot: ShootFrames
  readonly tally: Tally
  readonly acts: CullActs
  readonly onGoOn: () => void
  readonly onAgain: () => void
}) {
  const kept = from === null || to === null ? null : { from: from.slice(0, 10), to: to.slice(0, 10) }
  return (
    <div class="cull-end">
      <Empty title={tally.open === 0 ? 'This shoot is culled' : 'The end of this shoot'}>
        <TallyBar tally={tally} />
        <p>
          {tally.open > 0
            ? `${counted(tally.open, 'frame is', 'frames are')} still open.`
            : tally.pick > 0
              ? 'Other programs know of it once it is written into sidecars.'
              : 'Nothing of it is kept.'}
        </p>
        <div class="cull-ways">
          {tally.open > 0 && (
            <button type="button" class="primary" onClick={onGoOn}>
              Go on with {tally.open === 1 ? 'it' : 'them'}
            </button>
          )}
          <button type="button" class={tally.open > 0 ? '' : 'primary'} aria-keyshortcuts="w" onClick={acts.write}>
            Write <kbd aria-hidden="true">W</kbd>
          </button>
          {tally.pick > 0 && kept !== null && (
            <Link href={withFilters('/library', { given: 'picked', by: 'date', ...kept })} class="button">
              See those kept
            </Link>
          )}
          <button type="button" onClick={onAgain}>
            From the start
          </button>
          <button type="button" aria-keyshortcuts="Escape" onClick={acts.back}>
            All shoots <kbd aria-hidden="true">Esc</kbd>
          </button>
        </div>
      </Empty>
    </div>
  )
}
