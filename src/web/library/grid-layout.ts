/** Where the cells of the grid stand. Every cell is as large as every other, so that plain arithmetic places them. */
export interface GridLayout {
  readonly columns: number
  /** Width of a cell, CSS pixels. */
  readonly width: number
  /** Height of a cell with its caption. */
  readonly height: number
  /** Of all rows. */
  readonly total: number
}

/** Between cells, CSS pixels. */
export const GAP = 10
/** Height of the line below a picture, CSS pixels. */
export const CAPTION = 26

/** Browsers stop short of 17 million pixels; no page may be longer. */
const TALLEST = 16_000_000

/** Columns of about `wanted` pixels; more of them where the grid would else be longer than a browser can scroll. */
export function layOut({
  room,
  wanted,
  count,
}: {
  /** Width inside, without the gap at both ends. */
  readonly room: number
  readonly wanted: number
  readonly count: number
}): GridLayout {
  let columns = Math.max(1, Math.round((room + GAP) / (wanted + GAP)))
  for (;;) {
    const width = Math.max(1, (room - GAP * (columns - 1)) / columns)
    const height = width + CAPTION
    const total = Math.ceil(count / columns) * (height + GAP)
    if (total <= TALLEST) return { columns, width, height, total }
    columns++
  }
}

/** From the grid's corner, CSS pixels. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Where the cell of the photo stands that is number `at` of its order, from 0. */
export function placeOf({ columns, width, height }: GridLayout, at: number): Place {
  return { x: (at % columns) * (width + GAP), y: Math.floor(at / columns) * (height + GAP) }
}

/** Cells of the rows in sight, and of two rows before and after them: `[first, end)`. */
export function cellsInSight(
  { columns, height }: GridLayout,
  { top, room, count }: { readonly top: number; readonly room: number; readonly count: number },
): { readonly first: number; readonly end: number } {
  const row = height + GAP
  const first = Math.max(0, Math.floor(top / row) - 2)
  const last = Math.ceil((top + room) / row) + 2
  return { first: Math.min(count, first * columns), end: Math.min(count, last * columns) }
}
