import type { SaidOfPhoto, Undone } from '../../server/messages/index.ts'
import { cards } from './cards.ts'
import { notice } from './notice.ts'
import { holdPlace, selected } from './place-in-library.ts'
import { type Heard, inTurn, say, undoLast } from './say.ts'

type SaidOfOne = Exclude<SaidOfPhoto, { kind: 'duel' }>

/**
 * Says something of one photo. To clear what is not there is answered by a notice instead.
 * @returns whether it was said and kept.
 */
export async function give(said: SaidOfOne, heard: Heard = {}): Promise<boolean> {
  const card = cards.peek().get(said.photo)?.card
  if (said.kind === 'clear' && card !== undefined && card.given?.[said.what] === undefined) {
    notice.value = { kind: 'done', text: nothingToClear(said.what, card.given?.stars !== undefined) }
    heard.onLost?.()
    return false
  }
  if (said.photo === selected.peek()) holdPlace()
  return say(said, heard)
}

/** Takes back the last thing said, and tells of which photo. @returns null where nothing was taken back. */
export async function takeBack(): Promise<Undone | null> {
  return inTurn(async () => {
    const { taken } = await undoLast()
    if (taken === null) return null
    notice.value = { kind: 'done', text: `Taken back: ${saidLastOf(taken.photos)}.` }
    return taken
  })
}

/** `what you last said of IMG_1.jpg and IMG_2.jpg`. */
export function saidLastOf(photos: readonly number[]): string {
  const names = photos.map((photo) => cards.peek().get(photo)?.card.name ?? `photo ${photo}`)
  return names.length === 0 ? 'what you last said' : `what you last said of ${names.join(' and ')}`
}

function nothingToClear(what: 'score' | 'flag', isStarredInFile: boolean): string {
  if (what === 'flag') return 'There is no flag to clear.'
  return isStarredInFile ? 'Its stars stand in its file, and stay.' : 'There are no stars to clear.'
}
