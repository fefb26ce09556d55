import { signal } from '@preact/signals'

const ADVANCE = 'palate-cull-advance'
const ORDER = 'palate-cull-order'

/** Whether a verdict goes on to the next open frame; kept in this browser. */
export const goesOn = signal(localStorage.getItem(ADVANCE) !== 'off')

/** Whether frames stand by time or by the order learnt, where one is offered; kept in this browser. */
export const cullOrder = signal<'time' | 'learnt'>(localStorage.getItem(ORDER) === 'learnt' ? 'learnt' : 'time')

export function turnGoingOn(): void {
  goesOn.value = !goesOn.value
  localStorage.setItem(ADVANCE, goesOn.value ? 'on' : 'off')
}

export function turnOrder(): void {
  cullOrder.value = cullOrder.value === 'time' ? 'learnt' : 'time'
  localStorage.setItem(ORDER, cullOrder.value)
}

/** The frame that was last looked at in a shoot, in this window, over a reload of the page; null where there is none. */
export function lastFrame(person: string, shoot: number): number | null {
  const kept = Number(sessionStorage.getItem(keyOf(person, shoot)) ?? Number.NaN)
  return Number.isSafeInteger(kept) ? kept : null
}

export function keepLastFrame(person: string, shoot: number, photo: number): void {
  sessionStorage.setItem(keyOf(person, shoot), String(photo))
}

function keyOf(person: string, shoot: number): string {
  return `palate-cull-${shoot}-${person}`
}
