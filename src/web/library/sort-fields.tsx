import { type Filters, filters } from '../store/order.ts'
import { plain } from '../store/filter-query.ts'

const sorts = [
  ['taste', 'Best first', 'Worst first'],
  ['date', 'Oldest first', 'Newest first'],
  ['name', 'By name', 'By name, last first'],
  ['unsure', 'Least sure first', 'Surest first'],
] as const

/** What the library is sorted by, and a button that turns it round. */
export function SortFields() {
  const { by = 'taste', reverse = false } = filters.value
  const choose = (change: Filters): void => {
    filters.value = plain({ ...filters.value, ...change })
  }
  return (
    <div class="sort-fields">
      <label>
        <span class="unseen">Sort</span>
        <select
          value={by}
          onChange={({ currentTarget }) => choose({ by: currentTarget.value as NonNullable<Filters['by']> })}
        >
          {sorts.map(([name, words, turned]) => (
            <option key={name} value={name}>
              {reverse && name === by ? turned : words}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="plain"
        aria-label="Reverse the order"
        title="Reverse the order"
        aria-pressed={reverse}
        onClick={() => choose({ reverse: !reverse })}
      >
        {'\u21c5'}
      </button>
    </div>
  )
}
