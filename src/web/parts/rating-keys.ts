import { give, takeBack } from '../store/give.ts'
import type { Keys } from './use-keys.ts'

/** The keys of every culling tool, for one photo: 1 to 5, 0, P, X, U, and Ctrl+Z. */
export function ratingKeys(photo: number | null): Keys {
  const undo = { 'ctrl+z': takeBack }
  if (photo === null) return undo
  const scores = ([1, 2, 3, 4, 5] as const).map(
    (score) => [String(score), (): void => give({ kind: 'score', photo, score })] as const,
  )
  return {
    ...Object.fromEntries(scores),
    0: () => give({ kind: 'clear', photo, what: 'score' }),
    p: () => give({ kind: 'pick', photo }),
    x: () => give({ kind: 'reject', photo }),
    u: () => give({ kind: 'clear', photo, what: 'flag' }),
    ...undo,
  }
}
