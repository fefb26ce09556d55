import { useState } from 'preact/hooks'
import { appState } from '../../server/messages/index.ts'
import { post, sentenceOf } from '../server.ts'
import { state } from '../store/connection.ts'

/** The opened folders: close one, open another, look for changes in all. */
export function Folders() {
  const [path, setPath] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = async (route: string, body: unknown): Promise<boolean> => {
    setBusy(true)
    setWrong(null)
    try {
      state.value = await post(route, body, appState)
      return true
    } catch (error) {
      setWrong(sentenceOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  const open = async (): Promise<void> => {
    if (await attempt('/api/folders', { path: path.trim() })) setPath('')
  }
  const told = state.value
  const isScanning = told?.indexing.state === 'working'
  return (
    <section aria-labelledby="settings-folders">
      <h3 id="settings-folders">Folders</h3>
      <ul class="settings-folders">
        {told?.folders.map((folder) => (
          <li key={folder.path}>
            <span class="path">{folder.path}</span>
            {!folder.here && <span class="gone">not there now</span>}
            <button
              type="button"
              class="plain"
              disabled={busy}
              onClick={() => void attempt('/api/folders/close', { path: folder.path })}
            >
              Close<span class="unseen"> {folder.path}</span>
            </button>
          </li>
        ))}
      </ul>
      {told?.folders.length === 0 && <p class="quiet">No folder is open.</p>}
      <form
        class="settings-open"
        onSubmit={(event) => {
          event.preventDefault()
          void open()
        }}
      >
        <label>
          <span class="unseen">Folder to open, by its whole path</span>
          <input
            value={path}
            placeholder="Another folder, by its whole path"
            required
            maxLength={4096}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            onInput={({ currentTarget }) => setPath(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={busy}>
          Open
        </button>
      </form>
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <p class="settings-row">
        <button type="button" disabled={busy || isScanning} onClick={() => void attempt('/api/scan', {})}>
          {isScanning ? 'Scanning...' : 'Scan again'}
        </button>
        <span class="quiet">Closing a folder keeps what was said of its photos.</span>
      </p>
    </section>
  )
}
