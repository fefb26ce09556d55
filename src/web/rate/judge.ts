import { signal } from '@preact/signals'
import { type Card, cards as cardsMessage } from '../../server/messages/index.ts'
import { get, sentenceOf } from '../server.ts'
import { keep, latest } from '../store/cards.ts'
import { give } from '../store/give.ts'
import { notice } from '../store/notice.ts'
import { person } from '../store/person.ts'
import { inTurn, undoLast } from '../store/say.ts'
import { type Duel, judgeDuel, showDuel } from './duels.ts'
import { mode } from './mode.ts'
import { goOn, queue, rateAs, refill, settle, showAgain, skip, unskip } from './next-photos.ts'
import { countSaid } from './said-count.ts'

/** What was done with a photo, or with two. */
export type Done =
  | { readonly kind: 'given' | 'cleared' | 'skipped'; readonly card: Card }
  | { readonly kind: 'duel'; readonly duel: Duel; readonly winner: 'left' | 'right' | 'tie' }

/** What this window did, last one last. */
export const done = signal<readonly Done[]>([])

/** Enough to take back a slip that was noticed late. */
const KEPT = 100

let doneBy = ''

/** Starts or goes on for the person of this window. */
export function beginAs(name: string): void {
  if (name !== doneBy) {
    doneBy = name
    done.value = []
  }
  rateAs(name)
}

/** Gives the photo that is shown a score or a flag, and goes on; comes back to it where that could not be kept. */
export async function judge(what: 'pick' | 'reject' | 1 | 2 | 3 | 4 | 5): Promise<void> {
  const card = queue.value.shown
  if (card === null) return
  const photo = card.id
  const onLost = note({ kind: 'given', card }, { counts: 1 })
  const giving = give(typeof what === 'number' ? { kind: 'score', photo, score: what } : { kind: what, photo }, {
    onLost,
  })
  const isSettled = settle(photo, giving) // before going on, which may ask for photos and has to leave this one out
  goOn()
  if (await isSettled) refill()
  else showAgain(card)
}

/** Leaves the photo that is shown for another time. */
export function skipShown(): void {
  const card = queue.value.shown
  if (card === null) return
  note({ kind: 'skipped', card }, { counts: 0 })
  skip(card)
}

/** Chooses of the two photos of a duel. */
export async function choose(duel: Duel, winner: 'left' | 'right' | 'tie'): Promise<void> {
  const onLost = note({ kind: 'duel', duel, winner }, { counts: 1 })
  await judgeDuel(duel, winner, { onLost })
}

/** Takes back the flag or the score of the photo that is shown, or, where it has none, of the last one. */
export async function clear(what: 'flag' | 'score'): Promise<void> {
  const last = done.value.at(-1)
  const candidates = [queue.value.shown, last === undefined || last.kind === 'duel' ? null : last.card].filter(
    (card) => card !== null,
  )
  const card = candidates.find((candidate) => latest(candidate).given?.[what] !== undefined) ?? candidates[0]
  if (card === undefined) return
  const onLost = note({ kind: 'cleared', card }, { counts: -1 })
  if (await give({ kind: 'clear', photo: card.id, what }, { onLost })) refill()
}

/** Takes back the last thing done here, and shows its photo with what it had before. */
export function undo(): void {
  void inTurn(takeBack)
}

async function takeBack(): Promise<void> {
  const last = done.value.at(-1)
  if (last?.kind === 'skipped') {
    forget(last)
    mode.value = 'one'
    unskip(last.card)
    return
  }
  const { taken } = await undoLast()
  if (taken === null) return
  const photos = [...taken.photos].sort(ascending).join()
  const entry = done.value.findLast((each) => each.kind !== 'skipped' && photosOf(each).join() === photos)
  if (entry !== undefined) forget(entry)
  countSaid(entry?.kind === 'cleared' ? 1 : -1)
  try {
    await showTaken(taken.photos, entry)
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
  }
}

async function showTaken(taken: readonly number[], entry: Done | undefined): Promise<void> {
  const query = { ids: taken.join(','), person: person.value }
  const { photos } = await get('/api/photos', { schema: cardsMessage, query })
  keep(photos)
  const [first, second] = photos
  if (first === undefined || entry?.kind === 'cleared') return // what was cleared is judged again: it need not be asked about
  mode.value = second === undefined ? 'one' : 'duel'
  if (second === undefined) showAgain(first)
  else showDuel(entry?.kind === 'duel' ? entry.duel : { left: first, right: second })
}

/** Ascending. */
function photosOf(entry: Done): readonly number[] {
  return entry.kind === 'duel' ? [entry.duel.left.id, entry.duel.right.id].sort(ascending) : [entry.card.id]
}

function ascending(a: number, b: number): number {
  return a - b
}

/** Notes what is done; `counts` is how many more things are said by it. @returns what forgets it again. */
function note(entry: Done, { counts }: { readonly counts: -1 | 0 | 1 }): () => void {
  done.value = [...done.value, entry].slice(-KEPT)
  countSaid(counts)
  return () => {
    forget(entry)
    countSaid(-counts)
  }
}

function forget(entry: Done): void {
  done.value = done.value.filter((other) => other !== entry)
}
