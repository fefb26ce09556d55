import { signal } from '@preact/signals'

const KEY = 'palate-cell-size'

/** About how wide a cell is, CSS pixels. */
export const cellSizes = [
  { name: 'S', words: 'small', width: 140 },
  { name: 'M', words: 'medium', width: 210 },
  { name: 'L', words: 'large', width: 340 },
] as const

/** An index of `cellSizes`; kept in this browser. */
export const cellSize = signal(remembered())

/** `index` is one of `cellSizes`. */
export function chooseCellSize(index: number): void {
  cellSize.value = index
  localStorage.setItem(KEY, String(index))
}

function remembered(): number {
  const kept = Number(localStorage.getItem(KEY) ?? 1)
  return cellSizes[kept] === undefined ? 1 : kept
}
