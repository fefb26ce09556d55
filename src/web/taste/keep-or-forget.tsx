import { useRef, useState } from 'preact/hooks'
import { address } from '../server.ts'
import { state } from '../store/connection.ts'
import { ForgetDialog } from './forget-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'

/** A taste as a file, one from a file, and an end to one. */
export function KeepOrForget({ person, isImported }: { readonly person: string; readonly isImported: boolean }) {
  const [file, setFile] = useState<File | null>(null)
  const [isForgetting, setForgetting] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const known = state.value?.people.find(({ name }) => name === person)
  return (
    <section aria-labelledby="keep">
      <h2 id="keep">Keep, move, forget</h2>
      <p class="quiet">
        A taste file holds what was said and learnt, a few kilobytes, no photo. It works in palate on any machine with
        the same pack.
      </p>
      <div class="taste-buttons">
        <a class="button" href={address('/api/taste/file', { person })} download>
          Download this taste
        </a>
        <button type="button" onClick={() => input.current?.click()}>
          Import a taste...
        </button>
        <input
          ref={input}
          type="file"
          class="unseen"
          tabIndex={-1}
          accept=".json,application/json"
          aria-label="Taste file"
          onChange={({ currentTarget }) => {
            setFile(currentTarget.files?.[0] ?? null)
            currentTarget.value = '' // so that the same file can be chosen again
          }}
        />
        <button type="button" class="danger" disabled={known === undefined} onClick={() => setForgetting(true)}>
          Forget this taste...
        </button>
      </div>
      {file !== null && <ImportDialog file={file} onClose={() => setFile(null)} />}
      {isForgetting && (
        <ForgetDialog
          person={person}
          said={known?.said ?? 0}
          isImported={isImported}
          onClose={() => setForgetting(false)}
        />
      )}
    </section>
  )
}
