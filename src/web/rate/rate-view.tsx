import { useEffect } from 'preact/hooks'
import { useTitle } from '../parts/use-title.ts'
import { connection, saidCount as heard, state } from '../store/connection.ts'
import { person } from '../store/person.ts'
import { DuelStage } from './duel-stage.tsx'
import { duelAs } from './duels.ts'
import { FirstSteps } from './first-steps.tsx'
import { beginAs } from './judge.ts'
import { mode } from './mode.ts'
import { OnePhoto } from './one-photo.tsx'
import { queue, refill, refillSoon } from './next-photos.ts'
import './rate-stars.css'
import './rate-strip.css' // after the stars, which it makes fit
import './rate.css'

/** One photo after the other, or two at a time. */
export function RateView() {
  useTitle('Rate')
  const name = person.value
  const isDuel = mode.value === 'duel'
  useEffect(() => beginAs(name), [name])
  useEffect(() => {
    if (isDuel) duelAs(name)
  }, [isDuel, name])
  useEffect(refillSoon, [heard.value])
  // What could not be asked while the server was away, or while there were no photos, is asked now.
  const isOpen = connection.value === 'open'
  const photos = state.value?.photos
  const isWorking = state.value?.indexing.state === 'working'
  useEffect(() => {
    if (isOpen && queue.value.shown === null) refill()
  }, [isOpen, photos, isWorking])
  return (
    <div class="rate">
      <h1 class="unseen">Rate</h1>
      <FirstSteps />
      {isDuel ? <DuelStage /> : <OnePhoto />}
    </div>
  )
}
