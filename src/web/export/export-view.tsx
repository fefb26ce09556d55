import { useState } from 'preact/hooks'
import { Empty } from '../parts/empty.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useTitle } from '../parts/use-title.ts'
import { saidCount, state } from '../store/connection.ts'
import { filters, longOrder } from '../store/order.ts'
import { partner, person } from '../store/person.ts'
import { ChoosePhotos } from './choose-photos.tsx'
import './export.css'
import './stars.css'
import { Formats } from './formats.tsx'
import { orderOf, type Selection } from './selection.ts'
import { StarsInFiles } from './stars-in-files.tsx'
import { Strip } from './strip.tsx'
import { WriteStars } from './write-stars.tsx'

/** Photos out of palate: as a list, a page or a folder; and stars between palate and the files. */
export function ExportView() {
  useTitle('Export')
  const [selection, setSelection] = useState<Selection>({ which: 'best', top: 50, stars: 0 })
  const query = { ...orderOf(selection, filters.value), person: person.value, with: partner.value }
  const version = `${saidCount.value}/${state.value?.photos ?? 0}`
  const answer = useAnswer('/api/order', { schema: longOrder, query, version })
  if (state.value?.photos === 0 && state.value.indexing.state !== 'working') {
    return (
      <Empty title="Nothing to export yet">
        <p>The opened folders hold no photos that palate can read. The gear at the top opens another folder.</p>
      </Empty>
    )
  }
  const found = answer.value?.ids
  const ids = selection.which === 'best' ? found?.slice(0, selection.top) : found
  return (
    <div class="export">
      <h1>Export</h1>
      <section aria-labelledby="which">
        <h2 id="which">Which photos</h2>
        <ChoosePhotos selection={selection} onChange={setSelection} />
        {answer.error !== null && (
          <p class="export-error" role="alert">
            {answer.error}
          </p>
        )}
        <Strip ids={ids} />
      </section>
      <section aria-labelledby="as-what">
        <h2 id="as-what">As what</h2>
        <Formats selection={selection} count={ids?.length ?? 0} />
      </section>
      <StarsInFiles />
      <WriteStars />
    </div>
  )
}
