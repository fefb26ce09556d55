import { Empty } from '../parts/empty.tsx'
import { NoPhotosYet } from '../parts/no-photos-yet.tsx'
import { state } from '../store/connection.ts'
import { filters, order, orderError } from '../store/order.ts'
import { showingAll } from '../store/filter-query.ts'
import { filterWords } from '../parts/filter-words.ts'

/** In place of the grid: what the photos wait for. */
export function NoPhotos() {
  if (orderError.value !== null) {
    return (
      <Empty title="The photos cannot be shown now">
        <p>{orderError.value}</p>
      </Empty>
    )
  }
  if (order.value === null || state.value === null) return <div class="library-waits" />
  const words = filterWords(filters.value)
  if (words.length > 0 && state.value.photos > 0) {
    return (
      <Empty title="No photo is like this">
        <p>You asked for photos that are {words.join(', ')}.</p>
        <p>
          <button type="button" onClick={() => (filters.value = showingAll(filters.value))}>
            Show all
          </button>
        </p>
      </Empty>
    )
  }
  if (state.value.indexing.state === 'working') {
    return (
      <Empty title="Your photos are being looked at">
        <p>They appear here as they are known, the ones you would like first.</p>
      </Empty>
    )
  }
  return <NoPhotosYet told={state.value} />
}
