import { useState } from 'preact/hooks'
import { state } from '../store/connection.ts'
import { Dialog } from './dialog.tsx'
import { counted, howFarWords } from './names.ts'
import './scan-progress.css'

/** A line under the bar while photos are read, or when something is wrong with a folder; nothing else. */
export function ScanProgress() {
  const [isOpen, setOpen] = useState(false)
  const told = state.value
  if (told === null) return <div class="scan" />
  const { indexing, folders, pack } = told
  const gone = folders.filter(({ here }) => !here)
  const isWorking = indexing.state === 'working'
  const { count, reasons } = indexing.skipped
  if (!isWorking && indexing.state !== 'failed' && gone.length === 0 && count === 0) return <div class="scan" />
  return (
    <div class="scan">
      {isWorking && (
        <>
          <progress value={indexing.done} max={Math.max(1, indexing.total)} aria-label={indexing.label} />
          <span>
            {pack.coming === null ? '' : `${pack.coming}: `}
            {howFarWords(indexing, indexing.secondsLeft)}
          </span>
        </>
      )}
      {indexing.state === 'failed' && <span class="wrong">{indexing.label}</span>}
      {gone.map(({ path }) => (
        <span class="wrong" key={path}>
          {path} is not there. Its photos come back when it does.
        </span>
      ))}
      {count > 0 && (
        <button type="button" class="plain" onClick={() => setOpen(true)}>
          {counted(count, 'file')} left out
        </button>
      )}
      {isOpen && (
        <Dialog title="Files that were left out" onClose={() => setOpen(false)}>
          <ul class="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {count > reasons.length && <p class="quiet">and {(count - reasons.length).toLocaleString('en')} more</p>}
        </Dialog>
      )}
    </div>
  )
}
