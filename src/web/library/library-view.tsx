import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { Dialog } from '../parts/dialog.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { useIsPhone } from '../parts/use-media.ts'
import { useTitle } from '../parts/use-title.ts'
import { cards } from '../store/cards.ts'
import { filters, order } from '../store/order.ts'
import { notice } from '../store/notice.ts'
import { cellSize, cellSizes } from './cell-size.ts'
import { CompareView } from '../compare/compare-view.tsx'
import { FilterFields } from './filter-fields.tsx'
import { withFilters } from '../store/filter-query.ts'
import { LibraryBar } from './library-bar.tsx'
import { libraryKeys } from './library-keys.ts'
import { NoPhotos } from './no-photos.tsx'
import { type GridHandle, PhotoGrid } from './photo-grid.tsx'
import { select } from '../store/place-in-library.ts'
import { SortFields } from './sort-fields.tsx'
import { useFiltersInAddress } from '../parts/use-filters-in-address.ts'
import { useSelection } from './use-selection.ts'
import './library.css'

const none: readonly number[] = []

/** The whole folder in the order of taste. */
export function LibraryView() {
  useTitle('Library')
  const [, go] = useLocation()
  const isPhone = useIsPhone()
  const [isFiltering, setFiltering] = useState(false)
  const [compared, setCompared] = useState<number | null>(null)
  const grid = useRef<GridHandle | null>(null)
  useFiltersInAddress('/library')
  const ids = order.value?.ids ?? none
  const selection = useSelection(order.value)

  const open = (photo: number): void => go(withFilters(`/photo/${photo}`, filters.value))
  const compare = (photo: number): void => {
    if ((cards.value.get(photo)?.card.series ?? 1) > 1) setCompared(photo)
    else notice.value = { kind: 'done', text: 'This photo has no near duplicates to compare it with.' }
  }
  const turnFilter = (): void => setFiltering((isOpen) => !isOpen)
  useKeys({
    ...libraryKeys({
      selection,
      count: ids.length,
      grid: () => grid.current,
      onSelect: (at) => select(ids[at]!),
      onOpen: open,
      onCompare: compare,
      onFilter: turnFilter,
    }),
    ...(isFiltering && { escape: () => setFiltering(false) }),
  })
  return (
    <div class="library">
      <h1 class="unseen">Library</h1>
      <LibraryBar isFiltering={isFiltering} isPhone={isPhone} onFilter={turnFilter} />
      {isFiltering && !isPhone && <FilterFields />}
      {isFiltering && isPhone && (
        <Dialog title="Sort and filter" onClose={() => setFiltering(false)}>
          <SortFields />
          <FilterFields />
          <button type="button" class="primary" onClick={() => setFiltering(false)}>
            Show {ids.length.toLocaleString('en')}
          </button>
        </Dialog>
      )}
      {ids.length === 0 ? (
        <NoPhotos />
      ) : (
        <PhotoGrid
          ids={ids}
          wanted={cellSizes[cellSize.value]!.width}
          selected={selection}
          isGrouped={filters.value.grouped === true}
          onSelect={select}
          onOpen={open}
          onCompare={compare}
          handle={grid}
          question={withFilters('', filters.value)}
        />
      )}
      {compared !== null && <CompareView photo={compared} onClose={() => setCompared(null)} />}
    </div>
  )
}
