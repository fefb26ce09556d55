import { signal } from '@preact/signals'
import { acknowledged, type Given, type SaidOfPhoto, type Undone, undone } from '../../server/messages/index.ts'
import { post, ServerError } from '../server.ts'
import { showGiven } from './cards.ts'
import { refreshOrder } from './order.ts'
import { person } from './person.ts'

/** A short sentence at the bottom of the page. */
export interface Notice {
  readonly text: string
  readonly kind: 'done' | 'failed'
}

export const notice = signal<Notice | null>(null)

/**
 * Says something of a photo: shown at once, kept once the server has acknowledged it. What could not be kept is shown as
 * it was before, with a notice. @returns whether it was kept.
 */
export async function say(said: SaidOfPhoto): Promise<boolean> {
  const before = said.kind === 'duel' ? undefined : show(said)
  try {
    const { event } = await post('/api/say', { person: person.value, said }, acknowledged)
    refreshOrder(event === null ? {} : { since: event })
    return true
  } catch (error) {
    before?.()
    notice.value = { kind: 'failed', text: `Not saved: ${sentenceOf(error)}` }
    return false
  }
}

/** Takes back the last thing said here. */
export async function undoLast(): Promise<Undone | undefined> {
  try {
    const taken = await post('/api/undo', { person: person.value }, undone)
    if (taken.event === null) notice.value = { kind: 'done', text: 'There is nothing to undo.' }
    else refreshOrder() // what was taken back is older than the order that is shown
    return taken
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
    return undefined
  }
}

export function sentenceOf(error: unknown): string {
  return error instanceof ServerError || error instanceof Error ? error.message : String(error)
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
        return { ...given, flag: said.kind }
      case 'clear': {
        const { [said.what]: _, ...rest } = given
        return rest
      }
    }
  })
  return () => showGiven(said.photo, () => was)
}
