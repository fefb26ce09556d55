import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { shootFrames } from '../../server/messages/index.ts'
import { Empty } from '../parts/empty.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useKeys } from '../parts/use-keys.ts'
import { useTitle } from '../parts/use-title.ts'
import { connection, libraryCount, state } from '../store/connection.ts'
import { notice } from '../store/notice.ts'
import { person } from '../store/person.ts'
import './cull.css'
import { Culling } from './culling.tsx'
import { askedNow, forgetSettled } from './said-here.ts'

/** One shoot, to be culled. */
export function ShootView({ params }: { readonly params: { readonly key: string } }) {
  const [, go] = useLocation()
  const key = Number(params.key)
  const isKey = Number.isSafeInteger(key) && key > 0
  const name = person.value
  // While photos come in twice a second, the shoot would be asked for again and again.
  const photos = state.value?.indexing.state === 'working' ? 'more' : (state.value?.photos ?? 0)
  const cuts = state.value?.indexing.state === 'working' ? 0 : libraryCount.value
  const version = `${photos}/${cuts}/${useReturns()}`
  const { value, error, status, again } = useAnswer(isKey && state.value !== null ? `/api/shoots/${key}` : null, {
    schema: shootFrames,
    query: { person: name },
    version,
  })
  const askedAt = useRef(0)
  useEffect(() => {
    askedAt.current = askedNow()
  }, [version, key, name])
  useEffect(() => {
    if (value !== null) forgetSettled(askedAt.current, name)
  }, [value, name])
  useTitle(value === null ? null : `Cull ${value.label}`)
  const back = (): void => go('/cull')
  // Only what is gone is taken from who looks at it.
  const isHere = value !== null && status !== 404
  const trouble = isHere && connection.value === 'open' ? error : null
  useEffect(() => {
    if (trouble !== null) notice.value = { kind: 'failed', text: trouble }
  }, [trouble])
  useKeys(isHere ? {} : { escape: back })
  if (isHere) return <Culling key={`${value.key} ${name}`} shoot={value} onBack={back} />
  if (error === null && isKey) return <p class="cull-late quiet">Looking for its frames</p>
  return (
    <Empty title={titleOf({ wasHere: value !== null, status })}>
      {value !== null && <p>The photos of {value.label} were moved, or their folder is away.</p>}
      <p class="cull-error">{error ?? 'The address of a shoot ends in its number.'}</p>
      <p>
        <button type="button" class="primary" onClick={back}>
          All shoots
        </button>{' '}
        {error !== null && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
      </p>
    </Empty>
  )
}

function titleOf({ wasHere, status }: { readonly wasHere: boolean; readonly status: number | null }): string {
  if (wasHere) return 'This shoot is not here any more'
  return status === null || (status >= 400 && status < 500)
    ? 'There is no such shoot'
    : 'This shoot cannot be shown now'
}

/** Rises when somebody comes back to this page, who may have culled in another window. */
function useReturns(): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const hear = (): void => {
      if (document.visibilityState === 'visible') setCount((before) => before + 1)
    }
    document.addEventListener('visibilitychange', hear)
    window.addEventListener('focus', hear)
    return () => {
      document.removeEventListener('visibilitychange', hear)
      window.removeEventListener('focus', hear)
    }
  }, [])
  return count
}
