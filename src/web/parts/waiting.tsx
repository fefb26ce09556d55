import type { ComponentChildren } from 'preact'
import type { Answer } from './use-answer.ts'
import './waiting.css'

/** An answer once it is there; before, a quiet word if it takes long, and the server's sentence where there is none. */
export function Waiting<T>({
  answer: { value, error, again },
  children,
}: {
  readonly answer: Answer<T>
  readonly children: (value: T) => ComponentChildren
}) {
  return (
    <>
      {error !== null && (
        <p class="waiting-error" role="alert">
          {error}{' '}
          <button type="button" class="plain" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {value !== null ? children(value) : error === null && <p class="quiet waiting">One moment...</p>}
    </>
  )
}
