/** Where a key leads from cell `at` of `count`; undefined for a key that does not move. */
export function moved(
  key: string,
  {
    at,
    count,
    columns,
    rows,
  }: { readonly at: number; readonly count: number; readonly columns: number; readonly rows: number },
): number | undefined {
  const last = count - 1
  const column = at % columns
  switch (key) {
    case 'arrowleft':
      return Math.max(0, at - 1)
    case 'arrowright':
      return Math.min(last, at + 1)
    case 'arrowup':
      return at < columns ? at : at - columns
    case 'arrowdown':
      // Below the last full row, the last photo.
      return Math.floor(at / columns) === Math.floor(last / columns) ? at : Math.min(last, at + columns)
    case 'pageup':
      return Math.max(column, at - rows * columns)
    case 'pagedown':
      return at + rows * columns > last ? Math.max(at, lastInColumn(last, { column, columns })) : at + rows * columns
    case 'home':
      return 0
    case 'end':
      return last
    default:
      return undefined
  }
}

function lastInColumn(
  last: number,
  { column, columns }: { readonly column: number; readonly columns: number },
): number {
  const at = last - (last % columns) + column
  return at <= last ? at : at - columns
}

/** Keys that move. */
export const movingKeys = [
  'arrowleft',
  'arrowright',
  'arrowup',
  'arrowdown',
  'pageup',
  'pagedown',
  'home',
  'end',
] as const
