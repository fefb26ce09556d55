import { computed, signal, untracked } from '@preact/signals'
import { type Card, cards as cardsMessage, type Given } from '../../server/messages/index.ts'
import { get } from '../server.ts'
import { state } from './connection.ts'
import { order } from './order.ts'
import { partner, person } from './person.ts'

/** Photos asked for in one question. */
const MOST = 100
/** Cards kept: some screens' worth. */
const KEPT = 4000

interface Kept {
  readonly card: Card
  /** What it was true for: a person, the last thing said, and what the library held. */
  readonly version: string
  /** When it was asked for, by `clock`. */
  readonly askedAt: number
}

/** Counts questions and acknowledgements, to tell which came first. */
let clock = 0
/** By photo: how many sayings of it are under way. */
const underWay = new Map<number, number>()
/** By photo: when the last saying of it was acknowledged. An answer to an earlier question may not know of it. */
const settledAt = new Map<number, number>()

/** By photo. A card of an earlier version is shown until its successor is here. */
export const cards = signal<ReadonlyMap<number, Kept>>(new Map())

const asked = new Map<number, string>()
let wanted: readonly number[] = []
let timer: number | undefined

/** What cards are true for now; where it changes, those that are looked at are wanted anew. */
export const cardVersion = computed(() => {
  const said = `${person.value}/${partner.value ?? ''}/${order.value?.event ?? ''}`
  return `${said}/${state.value?.photos ?? ''}/${state.value?.pack.name ?? ''}`
})

function version(): string {
  return untracked(() => cardVersion.value)
}

/** Fetches the cards that are looked at and not there yet or outdated; what was wanted before and is not now, is left out. */
export function wantCards(photos: readonly number[]): void {
  wanted = timer === undefined ? photos : [...new Set([...wanted, ...photos])] // two parts of a page want at once
  timer ??= window.setTimeout(() => {
    timer = undefined
    void fetchWanted()
  }, 0)
}

async function fetchWanted(): Promise<void> {
  const now = version()
  const kept = untracked(() => cards.value)
  const missing = wanted.filter((id) => kept.get(id)?.version !== now && asked.get(id) !== now)
  const askedAt = ++clock
  for (const part of inQuestions(missing)) {
    for (const id of part) asked.set(id, now)
    const query = { ids: part.join(','), person: person.value, with: partner.value }
    void get('/api/photos', { schema: cardsMessage, query })
      .then(({ photos }) => keep(photos, { of: now, askedAt }))
      .catch(() => {}) // the order's own question says what is wrong
      .finally(() => part.forEach((id) => asked.delete(id)))
  }
}

/** As many photos at a time as one question may ask for. */
export function inQuestions(photos: readonly number[]): readonly (readonly number[])[] {
  const parts = Math.ceil(photos.length / MOST)
  return Array.from({ length: parts }, (_, part) => photos.slice(part * MOST, (part + 1) * MOST))
}

/** Keeps cards of an answer, such as the next photos to rate. What is said meanwhile is shown all the same. */
export function keep(
  photos: readonly Card[],
  { of = version(), askedAt = ++clock }: { readonly of?: string; readonly askedAt?: number } = {},
): void {
  const next = new Map(cards.value)
  for (const card of photos) {
    const old = next.get(card.id)
    if (old !== undefined && old.askedAt > askedAt) continue
    const isBehind = underWay.has(card.id) || (settledAt.get(card.id) ?? 0) > askedAt
    next.delete(card.id) // so that it goes to the end: the first are the longest unused
    next.set(card.id, {
      card: isBehind && old !== undefined ? { ...card, given: old.card.given } : card,
      version: of,
      askedAt,
    })
  }
  for (const id of next.keys()) {
    if (next.size <= KEPT) break
    next.delete(id)
  }
  cards.value = next
}

/** A photo with what is known of it by now. */
export function latest(card: Card): Card {
  return cards.value.get(card.id)?.card ?? card
}

/** Keeps what is shown of a photo while something is said of it. @returns what ends that, once it is acknowledged or not. */
export function beginSaying(photo: number): () => void {
  underWay.set(photo, (underWay.get(photo) ?? 0) + 1)
  return () => {
    const rest = underWay.get(photo)! - 1
    if (rest === 0) underWay.delete(photo)
    else underWay.set(photo, rest)
    settledAt.set(photo, ++clock)
  }
}

/** Shows what was just given before the server has answered; `given` null shows a photo as not rated. */
export function showGiven(photo: number, change: (given: Given) => Given): void {
  const found = cards.value.get(photo)
  if (found === undefined) return
  const given = change(found.card.given ?? {})
  const card = { ...found.card, given: Object.keys(given).length === 0 ? null : given }
  cards.value = new Map(cards.value).set(photo, { ...found, card })
}
