import { useState } from 'preact/hooks'
import { z } from 'zod'
import { Dialog } from '../parts/dialog.tsx'
import { NameField } from '../parts/name-field.tsx'
import { post, sentenceOf } from '../server.ts'
import { state } from '../store/connection.ts'
import { becomePerson } from '../store/person.ts'
import { notice } from '../store/notice.ts'

/** Characters of a file that the server takes. */
const LARGEST = 20_000_000

/** Names a taste that comes from a file, and takes it in. */
export function ImportDialog({ file, onClose }: { readonly file: File; readonly onClose: () => void }) {
  const [name, setName] = useState(suggestion(file.name))
  const [wrong, setWrong] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const taken = state.value?.people.find((known) => known.name === name.trim())
  const isTaken = taken !== undefined || name.trim() === 'me'
  const take = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      if (file.size > LARGEST) throw new Error(`${file.name} is too large for a taste file.`)
      await post('/api/taste/import', { person: name.trim(), content: await file.text() }, z.unknown())
      becomePerson(name.trim())
      notice.value = { kind: 'done', text: `${name.trim()} is here.` }
      onClose()
    } catch (error) {
      setWrong(sentenceOf(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title="Import a taste" onClose={onClose}>
      <p class="quiet">{file.name}</p>
      <form
        class="taste-form"
        onSubmit={(event) => {
          event.preventDefault()
          void take()
        }}
      >
        <NameField label="What it is called here" value={name} onInput={setName} />
        <button type="submit" class="primary" disabled={isBusy || isTaken}>
          Import
        </button>
      </form>
      {isTaken && <p class="quiet">There is a taste of this name already; choose another.</p>}
      {wrong !== null && (
        <p class="taste-error" role="alert">
          {wrong}
        </p>
      )}
    </Dialog>
  )
}

/** `Ann` of `Ann.taste.json`. */
function suggestion(file: string): string {
  const name = file
    .replace(/\.json$/iu, '')
    .replace(/\.taste$/iu, '')
    .replaceAll(/\p{C}/gu, '')
    .trim()
    .slice(0, 100)
    .trim()
  return name === 'me' ? '' : name
}
