import { signal, untracked } from '@preact/signals'
import { z } from 'zod'
import { type Card, cards as cardsMessage } from '../../server/messages/index.ts'
import { getReady, ready } from '../parts/ready-photos.ts'
import { get, sentenceOf } from '../server.ts'
import { keep } from '../store/cards.ts'
import { person } from '../store/person.ts'

/** Photos asked for at once. */
const AHEAD = 4
/** The server takes 200 numbers. */
const MOST_EXCLUDED = 200

export interface Queue {
  readonly person: string
  readonly shown: Card | null
  /** Best first. */
  readonly coming: readonly Card[]
  /** `answered` with nothing shown: there is nothing left to ask about. */
  readonly state: 'asking' | 'answered' | 'failed'
  /** Why it failed, in a sentence. */
  readonly error: string
}

/** The photo that is shown, and those that come after it. */
export const queue = signal<Queue>(emptyQueue(untracked(() => person.value)))

/** Not asked about again in this window, even after a reload. */
export const skipped = signal<ReadonlySet<number>>(new Set())

/** Judged and not yet acknowledged: the server does not know better than to ask about them. */
const settling = new Set<number>()
/** Passed since the last question was sent, so that its answer does not bring them back. */
const passed = new Set<number>()
let isAsking = false
let isStale = false
let askedAt = -Infinity

/** Starts or goes on for the person of this window: the photo that was shown stays. */
export function rateAs(name: string): void {
  if (queue.value.person !== name || askedAt === -Infinity) {
    queue.value = emptyQueue(name)
    skipped.value = rememberedSkips(name)
  }
  refill()
}

/** Shows the next photo; `refill` brings others. */
export function goOn(): void {
  const { shown, coming } = queue.value
  if (shown !== null) passed.add(shown.id)
  const next = coming.find(({ id }) => ready.value.has(id)) ?? coming[0] ?? null
  queue.value = { ...queue.value, shown: next, coming: coming.filter((card) => card !== next) }
  if (queue.value.coming.length === 0) refill()
}

/** Keeps a photo from being asked about until `isKept`, the saying of it, is settled. @returns what that returns. */
export async function settle(photo: number, isKept: Promise<boolean>): Promise<boolean> {
  settling.add(photo)
  try {
    return await isKept
  } finally {
    settling.delete(photo)
  }
}

/** Shows a photo that was passed, before all others. */
export function showAgain(card: Card): void {
  passed.delete(card.id)
  getReady([card.id])
  const { shown, coming } = queue.value
  const rest = [...(shown === null ? [] : [shown]), ...coming].filter(({ id }) => id !== card.id)
  queue.value = { ...queue.value, shown: card, coming: rest }
}

/** Passes a photo, which is not asked about again in this window. */
export function skip(card: Card): void {
  remember(new Set(skipped.value).add(card.id))
  goOn()
  refill()
}

/** Shows a skipped photo after all. */
export function unskip(card: Card): void {
  remember(new Set([...skipped.value].filter((id) => id !== card.id)))
  showAgain(card)
}

/** Lets all skipped photos be asked about again. */
export function unskipAll(): void {
  remember(new Set())
  refill()
}

/** Asks for fresh photos in the background; what is shown stays. */
export function refill(): void {
  if (isAsking) isStale = true
  else void ask()
}

/** The same a little later, unless it was done meanwhile: of an own rating the page hears twice. */
export function refillSoon(): void {
  const heardAt = performance.now()
  setTimeout(() => askedAt < heardAt && refill(), 300)
}

async function ask(): Promise<void> {
  isAsking = true
  do {
    isStale = false
    passed.clear()
    askedAt = performance.now()
    const { person: name, shown } = queue.value
    const inHand = [...(shown === null ? [] : [shown.id]), ...settling, ...[...skipped.value].reverse()]
    const exclude = inHand.length === 0 ? undefined : inHand.slice(0, MOST_EXCLUDED).join(',')
    try {
      // One answer after the other: the next question depends on what the last one brought.
      // oxlint-disable-next-line no-await-in-loop
      const { photos } = await get('/api/next', {
        schema: cardsMessage,
        query: { person: name, count: AHEAD, exclude },
      })
      if (queue.value.person === name) take(photos)
      else isStale = true
    } catch (error) {
      if (queue.value.person === name) queue.value = { ...queue.value, state: 'failed', error: sentenceOf(error) }
      else isStale = true
    }
  } while (isStale)
  isAsking = false
}

function take(photos: readonly Card[]): void {
  keep(photos)
  const { person: name, shown } = queue.value
  const fresh = photos.filter(({ id }) => id !== shown?.id && !passed.has(id))
  const next = shown ?? fresh[0] ?? null
  const coming = fresh.filter(({ id }) => id !== next?.id)
  queue.value = { person: name, shown: next, coming, state: 'answered', error: '' }
  getReady([...(next === null ? [] : [next.id]), ...coming.map(({ id }) => id)])
}

function emptyQueue(name: string): Queue {
  return { person: name, shown: null, coming: [], state: 'asking', error: '' }
}

const skipsMessage = z.array(z.int()).catch([])

function rememberedSkips(name: string): ReadonlySet<number> {
  return new Set(skipsMessage.parse(JSON.parse(sessionStorage.getItem(keyOf(name)) ?? '[]')))
}

function remember(skips: ReadonlySet<number>): void {
  skipped.value = skips
  sessionStorage.setItem(keyOf(queue.value.person), JSON.stringify([...skips]))
}

function keyOf(name: string): string {
  return `palate-skipped-${name}`
}
