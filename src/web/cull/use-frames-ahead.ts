import { useEffect } from 'preact/hooks'
import { getReady } from '../parts/ready-photos.ts'
import { cardVersion, wantCards } from '../store/cards.ts'
import { connection } from '../store/connection.ts'
import { type FlagOf, type Lineup, nextOpen } from './next-open.ts'

/** Frames fetched before they are looked at. */
const AHEAD = 4

/** Has the browser fetch the frame that is shown, the next ones, the one before, and those marked to be compared. */
export function useFramesAhead({
  photo,
  lineup,
  frames,
  series,
  flagOf,
  marked,
}: {
  readonly photo: number | null
  readonly lineup: Lineup
  readonly frames: readonly number[]
  readonly series: readonly number[]
  readonly flagOf: FlagOf
  readonly marked: readonly number[]
}): void {
  const at = photo === null ? 0 : frames.indexOf(photo)
  const around = [...frames.slice(at, at + 1 + AHEAD), ...frames.slice(Math.max(0, at - 1), at)]
  const open: number[] = []
  for (let after = photo; open.length < 2;) {
    const next = nextOpen(lineup, { after, flagOf })
    if (next === null || open.includes(next)) break
    open.push(next)
    after = next
  }
  const pictures = [...new Set([...around, ...open, ...marked])].join()
  const known = [...new Set([...around, ...open, ...series])].join()
  const version = cardVersion.value
  const isAway = connection.value === 'lost'
  useEffect(() => {
    if (!isAway) getReady(numbersIn(pictures)) // those that did not come are asked for again when the server is back
  }, [pictures, isAway])
  useEffect(() => {
    void version // after each verdict anew
    wantCards(numbersIn(known))
  }, [known, version])
}

function numbersIn(list: string): readonly number[] {
  return list === '' ? [] : list.split(',').map(Number)
}
