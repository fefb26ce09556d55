import { PhotoImage } from '../parts/photo-image.tsx'
import { ready } from '../parts/ready-photos.ts'
import { once, useKeys } from '../parts/use-keys.ts'
import { latest } from '../store/cards.ts'
import { clear, judge, skipShown, undo } from './judge.ts'
import { LastDone } from './last-done.tsx'
import { mode } from './mode.ts'
import { NoPhoto } from './no-photo.tsx'
import { queue } from './next-photos.ts'
import { RateButtons, SkipButtons } from './rate-buttons.tsx'

const scores = [1, 2, 3, 4, 5] as const

/** One photo large, with what it is judged by below. */
export function OnePhoto() {
  const { shown, coming } = queue.value
  const canJudge = shown !== null && ready.value.has(shown.id)
  const judged = (what: Parameters<typeof judge>[0]) => once(() => canJudge && judge(what))
  useKeys({
    ...Object.fromEntries(scores.map((score) => [String(score), judged(score)])),
    p: judged('pick'),
    x: judged('reject'),
    u: once(() => clear('flag')),
    '0': once(() => clear('score')),
    ' ': once(skipShown),
    'ctrl+z': once(undo),
    z: once(undo),
    d: once(() => (mode.value = 'duel')),
  })
  return (
    <>
      <div class="rate-stage">
        {shown === null ? (
          <NoPhoto />
        ) : (
          // The next photo is drawn beneath, so that it stands there at once.
          [shown, ...coming.slice(0, 1)].map((card) => (
            <div key={card.id} class={card === shown ? 'rate-photo' : 'rate-photo next'} aria-hidden={card !== shown}>
              {ready.value.has(card.id) ? (
                <PhotoImage id={card.id} name={card.name} size="preview" eager />
              ) : (
                <p class="rate-late quiet">The photo is coming</p>
              )}
            </div>
          ))
        )}
      </div>
      <div class="rate-strip">
        <LastDone />
        <RateButtons given={shown === null ? null : latest(shown).given} disabled={!canJudge} />
        <SkipButtons />
      </div>
    </>
  )
}
