import { signal } from '@preact/signals'
import { z } from 'zod'
import { filtersIn, withFilters } from './filter-query.ts'
import { order } from './order.ts'
import { person } from './person.ts'

/** Where the library was left: kept while another view is shown, and over a reload of the page. */
interface Left {
  /** The filters and the sort, as they stand in an address. */
  readonly question: string
  /** How far the grid is scrolled, CSS pixels. */
  readonly top: number
  readonly photo: number | null
}

const leftMessage = z.object({ question: z.string(), top: z.number(), photo: z.int().nullable() })

const restored = restoredPlace()

/** The photo that the keys act on; the one that was last looked at large, too. Null before there is any. */
export const selected = signal<number | null>(restored.photo)

let scrolled: Pick<Left, 'question' | 'top'> = restored

/** `top` in CSS pixels, of the grid that answers this question. */
export function keepScroll(question: string, top: number): void {
  scrolled = { question, top }
}

/** Where the grid was left that answers this question; another one is shown from its beginning. */
export function keptScroll(question: string): number {
  return scrolled.question === question ? scrolled.top : 0
}

/** Where the selected photo stood when it was last seen, from 0, in the order that followed from this event. */
let place: { readonly at: number; readonly event: number } = { at: 0, event: -1 }
let isHeld = false
/** Whether the grid may have to scroll to it. */
let isFar = false

/** Selects a photo that is pointed at or walked to. */
export function select(photo: number): void {
  isHeld = false
  selected.value = photo
}

/** Selects a photo while the grid is not to be seen; `at` is its place, -1 where it is none of those shown. */
export function selectFromAfar(photo: number, at: number): void {
  if (selected.value === photo) return
  select(photo)
  if (at !== -1) keepPlace(at, order.peek()?.event ?? -1)
  isFar = true
}

/** Selects a photo that is about to come back to where it was. */
export function bringBack(photo: number): void {
  select(photo)
  isFar = true
}

/**
 * A rating sends its photo far away. Who rates one photo after the other looks at a place: so the selection stays there,
 * on whatever photo comes, until it is moved.
 */
export function holdPlace(): void {
  isHeld = true
}

/** The place that is held in the order that follows from an event; null where the selection goes with its photo. */
export function heldPlace(event: number): number | null {
  return isHeld && event !== place.event ? place.at : null
}

/** Where the selected photo stands, from 0, in the order that follows from this event. */
export function keepPlace(at: number, event: number): void {
  place = { at, event }
}

/** Where the selected photo stood when it was last seen. */
export function keptPlace(): number {
  return place.at
}

/** Whether the grid may have to scroll to the selected photo; asked once. */
export function takeFar(): boolean {
  const was = isFar
  isFar = false
  return was
}

addEventListener('pagehide', () => {
  const left: Left = { ...scrolled, photo: selected.value }
  sessionStorage.setItem(keyOf(person.value), JSON.stringify(left))
})

function restoredPlace(): Left {
  const question = withFilters('', filtersIn(location.search))
  const kept = leftMessage.safeParse(JSON.parse(sessionStorage.getItem(keyOf(person.peek())) ?? 'null'))
  return kept.success && kept.data.question === question ? kept.data : { question, top: 0, photo: null }
}

function keyOf(name: string): string {
  return `palate-library-${name}`
}
