import { useEffect, useRef, useState } from 'preact/hooks'
import { type ShootCut, shootCut } from '../../server/messages/index.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { post, sentenceOf } from '../server.ts'
import { libraryCount } from '../store/connection.ts'

/** What shoots are cut by, out of the way until somebody wants another cut. `onCut` hears that they are others now. */
export function CutShoots({ onCut }: { readonly onCut: () => void }) {
  const [isOpen, setOpen] = useState(false)
  const { value, error } = useAnswer(isOpen ? '/api/shoot-cut' : null, {
    schema: shootCut,
    version: libraryCount.value,
  })
  return (
    <details class="cull-cut" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>How shoots are cut</summary>
      {error !== null && (
        <p class="cull-error" role="alert">
          {error}
        </p>
      )}
      {value !== null && <CutForm cut={value} onCut={onCut} />}
    </details>
  )
}

function CutForm({
  cut: { gapHours, folders: parting },
  onCut,
}: {
  readonly cut: ShootCut
  readonly onCut: () => void
}) {
  const [hours, setHours] = useState(String(gapHours))
  const [folders, setFolders] = useState(parting)
  const known = useRef(`${gapHours} ${parting}`)
  useEffect(() => {
    if (known.current === `${gapHours} ${parting}`) return
    known.current = `${gapHours} ${parting}` // cut elsewhere
    setHours(String(gapHours))
    setFolders(parting)
  }, [gapHours, parting])
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const cutAnew = async (): Promise<void> => {
    if (isBusy) return
    setBusy(true)
    setOutcome(null)
    setWrong(null)
    try {
      const cut = await post('/api/shoot-cut', { gapHours: Number(hours), folders }, shootCut)
      known.current = `${cut.gapHours} ${cut.folders}`
      setOutcome('Cut anew.')
      onCut()
    } catch (error) {
      setWrong(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      class="cull-form"
      aria-label="How shoots are cut"
      onSubmit={(event) => {
        event.preventDefault()
        void cutAnew()
      }}
    >
      <label>
        A pause of more than{' '}
        <input
          type="number"
          required
          min="0"
          max={24 * 366}
          step="any"
          value={hours}
          onInput={({ currentTarget }) => setHours(currentTarget.value)}
        />{' '}
        hours begins another shoot
      </label>
      <label>
        <input
          type="checkbox"
          checked={folders === 'each'}
          onChange={({ currentTarget }) => setFolders(currentTarget.checked ? 'each' : 'ignore')}
        />{' '}
        So does another folder
      </label>
      <button type="submit" aria-disabled={isBusy}>
        {isBusy ? 'Cutting...' : 'Cut anew'}
      </button>
      <span role="status">{outcome}</span>
      {wrong !== null && (
        <span class="cull-error" role="alert">
          {wrong}
        </span>
      )}
      <p class="quiet">
        What you said of frames stays with them. A clock that was set wrong is corrected by{' '}
        <code>palate shoots --clock</code>.
      </p>
    </form>
  )
}
