import { useState } from 'preact/hooks'
import { type ShootFrames, writtenStars } from '../../server/messages/index.ts'
import '../export/export.css'
import { LeftOut } from '../export/left-out.tsx'
import { PlannedStars } from '../export/planned-stars.tsx'
import '../export/stars.css'
import { useWriting } from '../export/use-writing.ts'
import { Dialog } from '../parts/dialog.tsx'
import { counted } from '../parts/names.ts'
import { post } from '../server.ts'
import { person } from '../store/person.ts'
import { allSaid } from '../store/say.ts'
import type { Tally } from './next-open.ts'

const scores = [1, 2, 3, 4, 5] as const

/** What remains of a shoot into sidecars, as stars or as flags: first what would be written, then writing it, then taking it back. */
export function WriteDialog({
  shoot: { key, label },
  tally,
  onClose,
}: {
  readonly shoot: ShootFrames
  readonly tally: Tally
  readonly onClose: () => void
}) {
  const mine = person.value
  const [as, setAs] = useState<'stars' | 'flags'>('stars')
  const [stars, setStars] = useState<number>(3)
  const { plan, written, outcome, wrong, isBusy, look, write, takeBack, drop } = useWriting({
    noun: 'sidecar',
    question: `${mine} ${as} ${stars} ${tally.pick} ${tally.pass} ${tally.reject}`,
    ask: async (apply) => {
      await allSaid() // what is written follows from it
      return post(`/api/shoots/${key}/write`, { person: mine, as, stars, apply }, writtenStars)
    },
  })
  return (
    <Dialog title={`Write ${label}`} wide onClose={onClose}>
      <p class="quiet">
        For other programs to show: into <code>.xmp</code> sidecar files next to the photos. The photos themselves are
        not touched, and everything else in a sidecar stays as it is.
      </p>
      {tally.pick + tally.reject === 0 && <p>Nothing is kept or rejected yet: there is nothing to write.</p>}
      <fieldset class="export-choices">
        <legend class="unseen">As what</legend>
        <div>
          <label class="export-choice">
            <input type="radio" name="as" checked={as === 'stars'} onChange={() => setAs('stars')} />
            <span>As stars: a frame that is kept gets at least</span>
          </label>
          <select
            aria-label="Stars for a frame that is kept"
            value={stars}
            disabled={as !== 'stars'}
            onChange={({ currentTarget }) => setStars(Number(currentTarget.value))}
          >
            {scores.map((score) => (
              <option key={score} value={score}>
                {counted(score, 'star')}
              </option>
            ))}
          </select>
          <span class="quiet">and one that is rejected is marked so</span>
        </div>
        <label class="export-choice">
          <input type="radio" name="as" checked={as === 'flags'} onChange={() => setAs('flags')} />
          <span>
            As flags <span class="quiet">picks and rejects, as Lightroom and digiKam read them</span>
          </span>
        </label>
      </fieldset>
      <p class="export-row">
        <button type="button" disabled={isBusy} onClick={() => void look()}>
          {isBusy && plan === null ? 'Looking...' : 'Show what would be written'}
        </button>
        <span role="status">{outcome}</span>
        {written?.journal != null && (
          <button type="button" disabled={isBusy} onClick={() => void takeBack()}>
            Undo
          </button>
        )}
      </p>
      {wrong !== null && (
        <p class="export-error" role="alert">
          {wrong}
        </p>
      )}
      {written !== null && written.skipped.length > 0 && <LeftOut reasons={written.skipped} />}
      {plan !== null && (
        <div class="export-plan">
          <PlannedStars plan={plan} kind={as === 'stars' ? 'given' : 'flags'} file="sidecar" />
          {plan.skipped.length > 0 && <LeftOut reasons={plan.skipped} />}
          {plan.count > 0 && (
            <p class="export-row">
              <button type="button" class="primary" disabled={isBusy} onClick={() => void write()}>
                {isBusy ? 'Writing...' : `Write ${counted(plan.count, 'sidecar')}`}
              </button>
              <button type="button" class="plain" disabled={isBusy} onClick={drop}>
                Leave it
              </button>
            </p>
          )}
        </div>
      )}
    </Dialog>
  )
}
