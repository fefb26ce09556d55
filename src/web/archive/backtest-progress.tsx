import { useEffect, useRef, useState } from 'preact/hooks'
import type { BacktestState } from '../../server/messages/index.ts'
import { duration } from '../parts/names.ts'
import { type FirstHeard, firstHeard, secondsLeft } from './time-left.ts'

/** How far a backtest is, how long the rest takes at the pace seen so far, and the way to end it. */
export function BacktestProgress({
  state: { label, done, total },
  onStop,
}: {
  readonly state: BacktestState
  readonly onStop: () => void
}) {
  const first = useRef<FirstHeard>(null)
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const now = { label, done, total, at: performance.now() }
    first.current = firstHeard(first.current, now)
    setLeft(secondsLeft(first.current, now))
  }, [label, done, total])
  return (
    <div class="archive-progress">
      <progress value={done} max={Math.max(1, total)} aria-label="Backtest" />
      <span class="quiet">
        {label}
        {total > 0 && ` ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`}
        {left !== null && `, ${duration(left)} left`}
      </span>
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </div>
  )
}
