import { acknowledged, type Given, type SaidOfPhoto, type Undone, undone } from '../../server/messages/index.ts'
import { post, sentenceOf } from '../server.ts'
import { beginSaying, showGiven } from './cards.ts'
import { notice } from './notice.ts'
import { refreshOrder } from './order.ts'
import { person } from './person.ts'

/** What hears how a saying ended, before anything is undone. */
export interface Heard {
  /** It was kept, under this number in the log; null where there was nothing to clear. */
  readonly onKept?: (event: number | null) => void
  /** It was not said after all. */
  readonly onLost?: () => void
}

let last: Promise<unknown> = Promise.resolve()

/** Waits for all that was said before: the server's log is in the order of the keys, and an undo takes back its last. */
export async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = last.then(act)
  last = turn.catch(() => {})
  return turn
}

/**
 * Says something of photos: shown at once, kept once the server has acknowledged it. What could not be kept is shown as
 * it was before, with a notice. @returns whether it was kept.
 */
export async function say(said: SaidOfPhoto, { onKept = () => {}, onLost = () => {} }: Heard = {}): Promise<boolean> {
  const by = person.value
  const takeFromSight = said.kind === 'duel' ? () => {} : show(said)
  const end = said.kind === 'duel' ? () => {} : beginSaying(said.photo)
  return inTurn(async () => {
    try {
      const { event } = await post('/api/say', { person: by, said }, acknowledged)
      onKept(event)
      refreshOrder(event === null ? {} : { since: event })
      return true
    } catch (error) {
      takeFromSight()
      onLost()
      notice.value = { kind: 'failed', text: `Not saved: ${sentenceOf(error)}` }
      return false
    } finally {
      end()
    }
  })
}

/**
 * Takes back the last thing that this person said, here or in another window; or the one that has this number in the log.
 * Call it `inTurn`. @returns null where nothing was.
 */
export async function undoLast({ event }: { readonly event?: number } = {}): Promise<Undone | null> {
  try {
    const taken = await post('/api/undo', { person: person.value, event }, undone)
    if (taken.event !== null) {
      refreshOrder() // what was taken back is older than the order that is shown
      return taken
    }
    notice.value = { kind: 'done', text: 'There is nothing to undo.' }
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
  }
  return null
}

/** @returns what shows it as it was. */
function show(said: Exclude<SaidOfPhoto, { kind: 'duel' }>): () => void {
  let was: Given = {}
  showGiven(said.photo, (given) => {
    was = given
    switch (said.kind) {
      case 'score':
        return { ...given, score: said.score }
      case 'pick':
      case 'reject':
      case 'pass':
        return { ...given, flag: said.kind }
      case 'clear': {
        const { [said.what]: _, ...rest } = given
        return rest
      }
    }
  })
  return () => showGiven(said.photo, () => was)
}
