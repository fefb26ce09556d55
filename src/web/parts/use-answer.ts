import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { z } from 'zod'
import { address, get, type Query, sentenceOf, statusOf } from '../server.ts'
import { connection } from '../store/connection.ts'

export interface Answer<T> {
  /** Null until the first answer; while a newer one is awaited, the last. */
  readonly value: T | null
  /** Why there is no newer answer, in a sentence. */
  readonly error: string | null
  /** HTTP status of that; 0 where the server did not answer, null where nothing is wrong. */
  readonly status: number | null
  readonly isComing: boolean
  /** Asks again. */
  readonly again: () => void
}

/** What changes often is waited out for this long, so that a held key asks for one answer and not for thirty. */
const SETTLED = 350

/**
 * The answer to a question for as long as the component stands, asked again whenever `version` changes. Another question
 * drops the answer to the last one. `path` null asks nothing.
 */
export function useAnswer<S extends z.ZodType>(
  path: string | null,
  { schema, query = {}, version = 0 }: { readonly schema: S; readonly query?: Query; readonly version?: unknown },
): Answer<z.output<S>> {
  const question = path === null ? null : address(path, query)
  const [asked, setAsked] = useState(0)
  const [kept, setKept] = useState<Kept<z.output<S>>>({
    question: null,
    value: null,
    error: null,
    status: null,
    isComing: false,
  })
  const before = useRef<string | null>(null)
  const again = useCallback(() => setAsked((count) => count + 1), [])
  const isAway = connection.value === 'lost'
  useEffect(() => {
    if (question === null || isAway) return // asked when the server is back
    const wait = before.current === question ? SETTLED : 0
    before.current = question
    const mine = new AbortController()
    setKept((old) => ({
      question,
      value: old.question === question ? old.value : null,
      error: null,
      status: null,
      isComing: true,
    }))
    const timer = setTimeout(() => {
      get(question, { schema, signal: mine.signal }).then(
        (value) => setKept({ question, value, error: null, status: null, isComing: false }),
        (error: unknown) => {
          if (mine.signal.aborted) return
          setKept((old) => ({ ...old, error: sentenceOf(error), status: statusOf(error), isComing: false }))
        },
      )
    }, wait)
    return () => {
      clearTimeout(timer)
      mine.abort()
    }
  }, [question, schema, version, asked, isAway])
  const isMine = kept.question === question
  return {
    value: isMine ? kept.value : null,
    error: isMine ? kept.error : null,
    status: isMine ? kept.status : null,
    isComing: question !== null && (!isMine || kept.isComing),
    again,
  }
}

interface Kept<T> {
  readonly question: string | null
  readonly value: T | null
  readonly error: string | null
  readonly status: number | null
  readonly isComing: boolean
}
