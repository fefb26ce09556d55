import { signal } from '@preact/signals'
import { type Card, pair as pairMessage } from '../../server/messages/index.ts'
import { getReady } from '../parts/ready-photos.ts'
import { get, sentenceOf } from '../server.ts'
import { keep } from '../store/cards.ts'
import { person } from '../store/person.ts'
import { type Heard, say } from '../store/say.ts'

export interface Duel {
  readonly left: Card
  readonly right: Card
}

export interface Duels {
  readonly person: string
  readonly shown: Duel | null
  /** While it asks, the last pair is shown, and cannot be judged twice. */
  readonly state: 'asking' | 'answered' | 'failed'
  /** Why it failed, in a sentence. */
  readonly error: string
}

/** The pair that is compared now. */
export const duels = signal<Duels>({ person: '', shown: null, state: 'asking', error: '' })

/** Photos of pairs that were left undecided since the last thing said: the server would ask about them again. */
const undecided = new Set<number>()

/** Starts or goes on for the person of this window. */
export function duelAs(name: string): void {
  if (duels.value.person === name && duels.value.shown !== null) return
  undecided.clear()
  duels.value = { person: name, shown: null, state: 'asking', error: '' }
  void askPair()
}

/** Leaves two photos undecided. */
export function anotherPair({ left: one, right: other }: Duel): void {
  undecided.add(one.id).add(other.id)
  duels.value = { ...duels.value, state: 'asking' }
  void askPair()
}

/** Says which of two photos is liked more; the next pair follows where that was kept. */
export async function judgeDuel(duel: Duel, winner: 'left' | 'right' | 'tie', heard: Heard): Promise<void> {
  duels.value = { ...duels.value, state: 'asking' }
  if (await say({ kind: 'duel', left: duel.left.id, right: duel.right.id, winner }, heard)) {
    undecided.clear()
    await askPair()
  } else duels.value = { ...duels.value, state: 'answered' }
}

/** Shows two photos that are compared again. */
export function showDuel(duel: Duel): void {
  getReady([duel.left.id, duel.right.id])
  duels.value = { ...duels.value, person: person.value, shown: duel, state: 'answered', error: '' }
}

/** Shows the pair whose comparison teaches most, or another where that one was left undecided. */
export async function askPair(): Promise<void> {
  const name = person.value
  try {
    const exclude = undecided.size === 0 ? undefined : [...undecided].slice(-200).join(',')
    const { pair: found } = await get('/api/pair', { schema: pairMessage, query: { person: name, exclude } })
    if (person.value !== name) return
    if (found === null && undecided.size > 0) {
      // All photos were left undecided: they are asked about again.
      undecided.clear()
      await askPair()
    } else if (found === null) duels.value = { person: name, shown: null, state: 'answered', error: '' }
    else {
      keep([found.left, found.right])
      showDuel(found)
    }
  } catch (error) {
    if (person.value === name) duels.value = { ...duels.value, state: 'failed', error: sentenceOf(error) }
  }
}
