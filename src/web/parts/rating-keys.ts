import { give, takeBack } from '../store/give.ts'
import { type Keys, once } from './use-keys.ts'

/** The keys of every culling tool, for one photo: 1 to 5, 0, P, X, U, and Ctrl+Z, of whose photo `onUndone` hears. */
export function ratingKeys(
  photo: number | null,
  { onUndone = () => {} }: { readonly onUndone?: (photo: number) => void } = {},
): Keys {
  const undo = async (): Promise<void> => {
    const taken = (await takeBack())?.photos[0]
    if (taken !== undefined) onUndone(taken)
  }
  if (photo === null) return { 'ctrl+z': once(undo) }
  const scores = ([1, 2, 3, 4, 5] as const).map(
    (score) => [String(score), once(() => give({ kind: 'score', photo, score }))] as const,
  )
  return {
    ...Object.fromEntries(scores),
    0: once(() => give({ kind: 'clear', photo, what: 'score' })),
    p: once(() => give({ kind: 'pick', photo })),
    x: once(() => give({ kind: 'reject', photo })),
    u: once(() => give({ kind: 'clear', photo, what: 'flag' })),
    'ctrl+z': once(undo),
  }
}
