import { useEffect } from 'preact/hooks'
import { counted } from '../parts/names.ts'
import { Thumbnail } from '../parts/thumbnail.tsx'
import { wantCards } from '../store/cards.ts'

/** Photos shown of each end. */
const END = 4

/** How many photos are chosen, and the first and last of them. */
export function Strip({ ids }: { readonly ids: readonly number[] | undefined }) {
  const isWhole = ids !== undefined && ids.length <= 2 * END
  const first = ids?.slice(0, isWhole ? 2 * END : END) ?? []
  const last = ids === undefined || isWhole ? [] : ids.slice(-END)
  const shown = [...first, ...last].join(',')
  useEffect(() => {
    if (shown !== '') wantCards(shown.split(',').map(Number))
  }, [shown])
  return (
    <div class="export-strip">
      <p role="status">
        {ids === undefined ? '\u00a0' : ids.length === 0 ? 'No photo is chosen by this.' : counted(ids.length, 'photo')}
      </p>
      <div>
        {first.map((id, at) => (
          <Thumbnail key={id} id={id} caption={String(at + 1)} />
        ))}
        {last.length > 0 && (
          <span class="gap quiet" aria-hidden="true">
            {'\u2026'}
          </span>
        )}
        {last.map((id, at) => (
          <Thumbnail key={id} id={id} caption={((ids?.length ?? 0) - END + at + 1).toLocaleString('en')} />
        ))}
      </div>
    </div>
  )
}
