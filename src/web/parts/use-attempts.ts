import { useRef, useState } from 'preact/hooks'
import { foldersHere } from '../store/connection.ts'

/** How a picture is tried. */
export interface Attempts {
  /** The key of its element: a new one asks again, and what came of the one before says nothing of it. */
  readonly key: string
  readonly isFailed: boolean
  readonly onLoad: () => void
  readonly onError: () => void
}

/** Tries at the picture of a photo: another try for another photo, and where folders come or go until it is there. */
export function useAttempts(id: number): Attempts {
  const there = useRef<{ readonly id: number; readonly key: string } | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const now = foldersHere.value
  const key = there.current?.id === id ? there.current.key : now
  const attempt = `${id} ${key}`
  return {
    key,
    isFailed: failed === attempt,
    onLoad: () => {
      there.current = { id, key }
    },
    onError: () => setFailed(attempt),
  }
}
