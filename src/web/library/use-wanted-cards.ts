import { useEffect, useRef } from 'preact/hooks'
import { cardVersion, wantCards } from '../store/cards.ts'

/** Once nothing scrolled for so long, what is in sight is asked for. Milliseconds. */
const SETTLED = 60

/** Asks for the cards in sight: at once in another order, and when a scroll has come to rest. */
export function useWantedCards({
  ids,
  first,
  end,
}: {
  readonly ids: readonly number[]
  readonly first: number
  readonly end: number
}): void {
  const sight = useRef({ first, end })
  sight.current = { first, end }
  const isSeen = end > first
  const version = cardVersion.value
  useEffect(() => {
    void version // after each rating anew
    if (isSeen) wantCards(ids.slice(sight.current.first, sight.current.end))
  }, [ids, isSeen, version])
  useEffect(() => {
    const timer = setTimeout(() => wantCards(ids.slice(first, end)), SETTLED)
    return () => clearTimeout(timer)
  }, [ids, first, end])
}
