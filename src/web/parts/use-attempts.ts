import { useRef, useState } from 'preact/hooks'
import { connection, foldersHere } from '../store/connection.ts'

/** How a picture is tried. */
export interface Attempts {
  /** The key of its element: a new one asks again, and what came of the one before says nothing of it. */
  readonly key: number
  readonly isFailed: boolean
  readonly onLoad: () => void
  readonly onError: () => void
}

/** Tries at the picture of a photo: another try for another photo, and whenever folders or the server come or go until it is there. */
export function useAttempts(id: number): Attempts {
  const folders = useRef({ here: '', changes: 0 })
  const there = useRef<{ readonly id: number; readonly key: number } | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const here = connection.value === 'lost' ? 'away' : foldersHere.value
  if (here !== folders.current.here) {
    // Before the first word of the server nothing is known to have changed.
    const { here: before, changes } = folders.current
    folders.current = { here, changes: before === '' ? changes : changes + 1 }
  }
  const key = there.current?.id === id ? there.current.key : folders.current.changes
  const attempt = `${id} ${key}`
  return {
    key,
    isFailed: failed === attempt,
    onLoad: () => {
      there.current = { id, key }
    },
    onError: () => {
      there.current = null
      setFailed(attempt)
    },
  }
}
