import { counted } from '../parts/names.ts'
import { state } from '../store/connection.ts'
import { filters, order, orderError } from '../store/order.ts'
import { cellSize, cellSizes, chooseCellSize } from './cell-size.ts'
import { showingAll } from '../store/filter-query.ts'
import { filterWords } from '../parts/filter-words.ts'
import { SortFields } from './sort-fields.tsx'

/** One line over the grid: how many photos of how many, the sort, the filter, the size of the cells. */
export function LibraryBar({
  isFiltering,
  isPhone,
  onFilter,
}: {
  readonly isFiltering: boolean
  readonly isPhone: boolean
  readonly onFilter: () => void
}) {
  const active = filterWords(filters.value).length
  return (
    <div class="library-bar">
      <Shown />
      <div class="library-tools">
        {!isPhone && <SortFields />}
        <button
          type="button"
          class={active === 0 ? 'plain' : ''}
          aria-expanded={isFiltering}
          aria-keyshortcuts="f"
          onClick={onFilter}
        >
          {isPhone ? 'Sort, filter' : 'Filter'}
          {active > 0 && ` (${active})`}
        </button>
        <label class="cell-size">
          <span class="unseen">Size of the photos</span>
          <span aria-hidden="true">S</span>
          <input
            type="range"
            min={0}
            max={cellSizes.length - 1}
            value={cellSize.value}
            aria-valuetext={cellSizes[cellSize.value]!.words}
            onInput={({ currentTarget }) => chooseCellSize(currentTarget.valueAsNumber)}
          />
          <span aria-hidden="true">L</span>
        </label>
      </div>
    </div>
  )
}

/** Nothing is left out without a word. */
function Shown() {
  const shown = order.value?.ids.length
  const all = Math.max(state.value?.photos ?? 0, shown ?? 0)
  const words = filterWords(filters.value)
  if (shown === undefined) return <p class="library-count" />
  return (
    <p class="library-count">
      <span role="status">
        {words.length === 0
          ? counted(all, 'photo')
          : `${shown.toLocaleString('en')} of ${counted(all, 'photo')} shown: ${words.join(', ')}`}
      </span>
      {words.length > 0 && (
        <button type="button" class="plain" onClick={() => (filters.value = showingAll(filters.value))}>
          Show all
        </button>
      )}
      {orderError.value !== null && <span class="wrong">{orderError.value}</span>}
    </p>
  )
}
