import { useState } from 'preact/hooks'
import { type ExportedFolder, exportedFolder, type Exporting } from '../../server/messages/index.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { HowFar, useLongWork } from '../parts/long-work.tsx'
import { counted } from '../parts/names.ts'
import { post } from '../server.ts'
import { state } from '../store/connection.ts'
import { filters } from '../store/order.ts'
import { partner, person } from '../store/person.ts'
import { notice } from '../store/notice.ts'
import { download } from './download.ts'
import { exportOf, type Selection } from './selection.ts'

type Format = Exporting['format']

const formats: readonly {
  readonly format: Format
  readonly title: string
  readonly what: string
  readonly act: string
}[] = [
  { format: 'csv', title: 'Table', what: 'CSV: a row a photo, for a spreadsheet', act: 'Download' },
  { format: 'json', title: 'Data', what: 'JSON: the same for a program', act: 'Download' },
  {
    format: 'html',
    title: 'Contact sheet',
    what: 'one HTML file with small pictures; opens anywhere, offline',
    act: 'Download',
  },
  { format: 'links', title: 'Folder of links', what: 'numbered in this order; takes no room', act: 'Make' },
  { format: 'copies', title: 'Folder of copies', what: 'numbered in this order; to give away', act: 'Copy' },
]

/** What an export can be. Photos stay where they are and as they are. */
export function Formats({ selection, count }: { readonly selection: Selection; readonly count: number }) {
  const [chosen, setChosen] = useState<Format | null>(null)
  const [made, setMade] = useState<ExportedFolder | null>(null)
  const { isBusy, wrong, run, stop } = useLongWork('export')
  const make = (format: Format): Promise<void> => {
    setChosen(format)
    setMade(null)
    const wanted = exportOf(selection, { format, shown: filters.value, person: person.value, partner: partner.value })
    return run(async (signal) => {
      if (format === 'links' || format === 'copies')
        setMade(await post('/api/exports', wanted, exportedFolder, { signal }))
      else {
        const name = await download('/api/exports', wanted, { fallback: `palate.${format}`, signal })
        notice.value = { kind: 'done', text: `Downloaded ${name}.` }
      }
    })
  }
  return (
    <>
      <ul class="export-formats">
        {formats.map(({ format, title, what, act }) => (
          <li key={format}>
            <span>
              <strong>{title}</strong> <span class="quiet">{what}</span>
            </span>
            <button
              type="button"
              disabled={isBusy || count === 0}
              aria-busy={isBusy && chosen === format}
              onClick={() => void make(format)}
            >
              {isBusy && chosen === format ? 'Working...' : act}
              <span class="unseen"> {title}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">
        Folders are made in <span class="path">{state.value?.exportsTo ?? ''}</span>. Your photos stay where they are
        and as they are.
      </p>
      {isBusy && <HowFar name="export" onStop={stop} />}
      {wrong !== null && (
        <p class="export-error" role="alert">
          {wrong}
        </p>
      )}
      <div role="status">{made !== null && <Made folder={made} />}</div>
    </>
  )
}

function Made({ folder: { folder, written, skipped } }: { readonly folder: ExportedFolder }) {
  return (
    <div class="export-made">
      <p>{counted(written, 'photo')} in</p>
      <p class="export-path">
        <code>{folder}</code>
        <CopyButton text={folder} what="the path" />
      </p>
      {skipped.length > 0 && (
        <details>
          <summary>{counted(skipped.length, 'photo')} left out</summary>
          <ul>
            {skipped.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
