import type { AppState } from '../../server/messages/index.ts'
import { Empty } from './empty.tsx'

/** Where the opened folders hold no photos: which they are, and what to do. */
export function NoPhotosYet({ told: { folders, indexing } }: { readonly told: AppState }) {
  const paths = folders.map(({ path }) => path).join(', ')
  return (
    <Empty title="No photos yet">
      {folders.length === 0 ? (
        <p>No folder is open. The gear at the top opens one.</p>
      ) : indexing.state === 'failed' ? (
        <p>{indexing.label}</p>
      ) : (
        <p>palate looks in {paths} and the folders in it. Put photos there: they are here in a moment.</p>
      )}
    </Empty>
  )
}
