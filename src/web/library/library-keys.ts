import { ratingKeys } from '../parts/rating-keys.ts'
import type { Keys } from '../parts/use-keys.ts'
import { bringBack } from '../store/place-in-library.ts'
import { moved, movingKeys } from './move-in-grid.ts'
import type { GridHandle } from './photo-grid.tsx'
import type { Selection } from './use-selection.ts'

/** The keys of the library. */
export function libraryKeys({
  selection,
  count,
  grid,
  onSelect,
  onOpen,
  onCompare,
  onFilter,
}: {
  readonly selection: Selection | null
  readonly count: number
  readonly grid: () => GridHandle | null
  readonly onSelect: (at: number) => void
  readonly onOpen: (photo: number) => void
  readonly onCompare: (photo: number) => void
  readonly onFilter: () => void
}): Keys {
  if (selection === null) return { ...ratingKeys(null, { onUndone: bringBack }), f: onFilter }
  const { photo, at } = selection
  const move = (key: string) => (): void => {
    const shown = grid()
    if (shown === null) return
    const to = moved(key, { at, count, columns: shown.columns, rows: shown.rows })!
    onSelect(to)
    shown.reveal(to)
  }
  return {
    ...Object.fromEntries(movingKeys.map((key) => [key, move(key)])),
    ...ratingKeys(photo, { onUndone: bringBack }),
    enter: () => onOpen(photo),
    c: () => onCompare(photo),
    f: onFilter,
  }
}
