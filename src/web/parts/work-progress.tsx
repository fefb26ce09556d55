import { useEffect, useRef, useState } from 'preact/hooks'
import { howFarWords } from './names.ts'
import { type FirstHeard, firstHeard, secondsLeft } from './time-left.ts'
import './work-progress.css'

/** How far long work is, how long the rest takes at the pace seen so far, and the way to end it where there is one. */
export function WorkProgress({
  name,
  of: { label, done, total },
  onStop,
}: {
  readonly name: string
  readonly of: { readonly label: string; readonly done: number; readonly total: number }
  readonly onStop: (() => void) | undefined
}) {
  const first = useRef<FirstHeard>(null)
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const now = { label, done, total, at: performance.now() }
    first.current = firstHeard(first.current, now)
    setLeft(secondsLeft(first.current, now))
  }, [label, done, total])
  return (
    <span class="work-progress">
      <progress {...(total > 0 && { value: done, max: total })} aria-label={name} />
      <span class="quiet">{howFarWords({ label, done, total }, left)}</span>
      {onStop !== undefined && (
        <button type="button" onClick={onStop}>
          Stop
        </button>
      )}
    </span>
  )
}
