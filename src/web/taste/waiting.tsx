import type { ComponentChildren } from 'preact'
import type { Answer } from '../parts/use-answer.ts'

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
        <p class="taste-error" role="alert">
          {error}{' '}
          <button type="button" class="plain" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {value !== null ? children(value) : error === null && <p class="quiet taste-waiting">One moment...</p>}
    </>
  )
}
