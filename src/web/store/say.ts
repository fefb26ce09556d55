import { acknowledged, type Given, type SaidOfPhoto, type Undone, undone } from '../../server/messages/index.ts'
import { post, sentenceOf, statusOf } from '../server.ts'
import { beginSaying, showGiven } from './cards.ts'
import { notice } from './notice.ts'
import { refreshOrder } from './order.ts'
import { person } from './person.ts'

/** What hears how a saying ended, before anything is undone. */
export interface Heard {
  /** It was kept, under this number in the log. */
  readonly onKept?: (event: number) => void
  /** It was not said after all, or there was nothing to clear. */
  readonly onLost?: () => void
}

let last: Promise<unknown> = Promise.resolve()
let waiting = 0

/** Whether something that was said is not acknowledged yet: it would be lost with the page. */
export function isSaying(): boolean {
  return waiting > 0
}

/** Waits for all that was said before: the server's log is in the order of the keys, and an undo takes back its last. */
export async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  waiting++
  const turn = last.then(act)
  last = turn.catch(() => {}).finally(() => waiting--)
  return turn
}

/** Resolves once all that was said before is answered, for questions whose answer follows from it. */
export async function allSaid(): Promise<void> {
  await inTurn(async () => {})
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
      if (event === null) {
        takeFromSight()
        onLost()
        refreshOrder() // what is shown was not true
        notice.value = { kind: 'done', text: 'There was nothing to clear.' }
        return false
      }
      onKept(event)
      refreshOrder({ since: event })
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

/** What came of an undo. */
export interface Taken {
  /** Null where nothing was taken back. */
  readonly taken: Undone | null
  /** Of the answer; 0 where the server did not answer. */
  readonly status: number
}

/**
 * Takes back the last thing that a person said, here or in another window; or the one that has this number in the log.
 * Call it `inTurn`. Where nothing was taken back, a notice says why.
 */
export async function undoLast({
  event,
  by = person.value,
}: { readonly event?: number; readonly by?: string } = {}): Promise<Taken> {
  try {
    const taken = await post('/api/undo', { person: by, event }, undone)
    if (taken.event !== null) {
      refreshOrder() // what was taken back is older than the order that is shown
      return { taken, status: 200 }
    }
    notice.value = { kind: 'done', text: 'There is nothing to undo.' }
    return { taken: null, status: 200 }
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
    return { taken: null, status: statusOf(error) }
  }
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
