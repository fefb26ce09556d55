import { signal } from '@preact/signals'
import { type Card, cards as cardsMessage, type SaidOfPhoto } from '../../server/messages/index.ts'
import { get } from '../server.ts'
import { cards, keep } from '../store/cards.ts'
import { person } from '../store/person.ts'
import { notice, say, sentenceOf, undoLast } from '../store/say.ts'
import { type Duel, judgeDuel, showDuel } from './duels.ts'
import { goOn, queue, rateAs, refill, settle, showAgain, skip, unskip } from './next-photos.ts'
import { countSaid } from './said-count.ts'

/** What was done with a photo, or with two. */
export type Done =
  | { readonly kind: 'given' | 'skipped'; readonly card: Card }
  /** `again` gives what was cleared. */
  | { readonly kind: 'cleared'; readonly card: Card; readonly again: SaidOfPhoto }
  | { readonly kind: 'duel'; readonly duel: Duel; readonly winner: 'left' | 'right' | 'tie' }

/** What this window did, last one last. */
export const done = signal<readonly Done[]>([])

/** Enough to take back a slip that was noticed late. */
const KEPT = 100

export const mode = signal<'one' | 'duel'>('one')

let doneBy = ''

/** Starts or goes on for the person of this window. */
export function beginAs(name: string): void {
  if (name !== doneBy) {
    doneBy = name
    done.value = []
  }
  rateAs(name)
}

/** Sayings are undone in the order of the server's log, so an undo waits for those under way. */
let underWay: Promise<unknown> = Promise.resolve()

/** Gives the photo that is shown a score or a flag, and goes on; comes back to it where that could not be kept. */
export async function give(what: 'pick' | 'reject' | 1 | 2 | 3 | 4 | 5): Promise<void> {
  const card = queue.value.shown
  if (card === null) return
  const photo = card.id
  const said: SaidOfPhoto = typeof what === 'number' ? { kind: 'score', photo, score: what } : { kind: what, photo }
  const entry: Done = { kind: 'given', card }
  note(entry)
  countSaid(1)
  const saying = settle(photo, say(said)) // before going on, which may ask for photos and has to leave this one out
  goOn()
  underWay = Promise.all([underWay, saying])
  if (await saying) refill()
  else {
    forget(entry)
    countSaid(-1)
    showAgain(card)
  }
}

export function skipShown(): void {
  const card = queue.value.shown
  if (card === null) return
  note({ kind: 'skipped', card })
  skip(card)
}

/** Chooses of the two photos of a duel. */
export async function choose(duel: Duel, winner: 'left' | 'right' | 'tie'): Promise<void> {
  const entry: Done = { kind: 'duel', duel, winner }
  note(entry)
  countSaid(1)
  const saying = judgeDuel(duel, winner)
  underWay = Promise.all([underWay, saying])
  if (await saying) return
  forget(entry)
  countSaid(-1)
}

/** Takes back the flag or the score of the photo that is shown, or else of the last one. */
export async function clear(what: 'flag' | 'score'): Promise<void> {
  const last = done.value.at(-1)
  const candidates = [queue.value.shown, last === undefined || last.kind === 'duel' ? null : last.card]
  const card = candidates.find((candidate) => candidate !== null && latest(candidate).given?.[what] !== undefined)
  const given = card && latest(card).given
  if (!card || !given) {
    notice.value = { kind: 'done', text: `There ${what === 'flag' ? 'is no flag' : 'are no stars'} to clear.` }
    return
  }
  const photo = card.id
  const again: SaidOfPhoto =
    what === 'score' ? { kind: 'score', photo, score: given.score! } : { kind: given.flag!, photo }
  const entry: Done = { kind: 'cleared', card, again }
  note(entry)
  countSaid(-1)
  const saying = say({ kind: 'clear', photo, what })
  underWay = Promise.all([underWay, saying])
  if (await saying) refill()
  else {
    forget(entry)
    countSaid(1)
  }
}

/** Takes back the last thing done here, and shows its photo with what it had before. */
export function undo(): void {
  underWay = underWay.then(takeBack)
}

async function takeBack(): Promise<void> {
  const last = done.value.at(-1)
  if (last?.kind === 'skipped') {
    forget(last)
    mode.value = 'one'
    unskip(last.card)
    return
  }
  // For the log, clearing is an undo itself.
  if (last?.kind === 'cleared') {
    countSaid(1)
    if (await say(last.again)) forget(last)
    else countSaid(-1)
    return
  }
  const taken = await undoLast()
  if (taken === undefined || taken.event === null) return
  countSaid(-1)
  const same = done.value.findLast((entry) => photosOf(entry).join() === [...taken.photos].sort(ascending).join())
  if (same !== undefined) forget(same)
  try {
    await showTaken(taken.photos, same)
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
  }
}

async function showTaken(taken: readonly number[], entry: Done | undefined): Promise<void> {
  const query = { ids: taken.join(','), person: person.value }
  const { photos } = await get('/api/photos', { schema: cardsMessage, query })
  keep(photos)
  const [first, second] = photos
  if (first === undefined) return
  mode.value = second === undefined ? 'one' : 'duel'
  if (second === undefined) showAgain(first)
  else showDuel(entry?.kind === 'duel' ? entry.duel : { left: first, right: second })
}

/** A photo with what was given to it by now. */
export function latest(card: Card): Card {
  return cards.value.get(card.id)?.card ?? card
}

/** Ascending. */
function photosOf(entry: Done): readonly number[] {
  return entry.kind === 'duel' ? [entry.duel.left.id, entry.duel.right.id].sort(ascending) : [entry.card.id]
}

function ascending(a: number, b: number): number {
  return a - b
}

function note(entry: Done): void {
  done.value = [...done.value, entry].slice(-KEPT)
}

function forget(entry: Done): void {
  done.value = done.value.filter((other) => other !== entry)
}
