import { useState } from 'preact/hooks'
import { type ShootFrames, writtenStars } from '../../server/messages/index.ts'
import { PlanAndWrite } from '../export/plan-and-write.tsx'
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
  const writing = useWriting({
    noun: 'sidecar',
    question: `${mine} ${as} ${stars} ${tally.pick} ${tally.pass} ${tally.reject}`,
    ask: async (apply, signal) => {
      await allSaid() // what is written follows from it
      return post(`/api/shoots/${key}/write`, { person: mine, as, stars, apply }, writtenStars, { signal })
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
      <PlanAndWrite writing={writing} kind={as === 'stars' ? 'given' : 'flags'} file="sidecar" />
    </Dialog>
  )
}
