import { signal } from '@preact/signals'

/** The photo that the keys act on; the one that was last looked at large, too. Null before there is any. */
export const selected = signal<number | null>(null)

/** How far the grid is scrolled, CSS pixels: kept while another view is shown. */
let scrolled = 0

export function keepScroll(top: number): void {
  scrolled = top
}

export function keptScroll(): number {
  return scrolled
}

/** Where another view showed photo after photo, the grid may have to scroll to the last of them. */
let isFar = false

export function selectFromAfar(photo: number): void {
  if (selected.value === photo) return
  selected.value = photo
  isFar = true
}

/** Whether the photo was selected where the grid was not to be seen; asked once. */
export function takeFar(): boolean {
  const was = isFar
  isFar = false
  return was
}
