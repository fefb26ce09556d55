import { useState } from 'preact/hooks'
import { forgotten } from '../../server/messages/index.ts'
import { Dialog } from '../parts/dialog.tsx'
import { counted } from '../parts/names.ts'
import { post, sentenceOf } from '../server.ts'
import { refreshOrder } from '../store/order.ts'
import { becomePerson, person as current } from '../store/person.ts'
import { notice } from '../store/notice.ts'

/** Says what is lost, and has the name typed before it is. */
export function ForgetDialog({
  person,
  said,
  isImported,
  onClose,
}: {
  readonly person: string
  readonly said: number
  readonly isImported: boolean
  readonly onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const forget = async (): Promise<void> => {
    setBusy(true)
    try {
      const { events } = await post('/api/taste/forget', { person }, forgotten)
      const what = isImported ? '' : `, ${counted(events, 'thing')} said`
      notice.value = { kind: 'done', text: `Forgotten: ${person}${what}.` }
      if (current.value === person) becomePerson('me')
      refreshOrder()
      onClose()
    } catch (error) {
      setWrong(sentenceOf(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={`Forget ${person === 'me' ? 'my taste' : person}?`} onClose={onClose}>
      <p>
        {isImported
          ? `The imported taste "${person}" is taken from palate. The file that it came from stays where it is.`
          : `${counted(said, 'rating')} of ${person === 'me' ? 'yours ("me")' : person} and what was learnt from them are deleted from this catalog. This cannot be undone.`}{' '}
        Your photos and sidecar files are not touched.
      </p>
      <form
        class="taste-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === person) void forget()
        }}
      >
        <label>
          <span>
            Type <strong>{person}</strong> to confirm
          </span>
          <input
            autofocus
            value={typed}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="danger" disabled={typed !== person || isBusy}>
          Forget
        </button>
      </form>
      {wrong !== null && (
        <p class="taste-error" role="alert">
          {wrong}
        </p>
      )}
    </Dialog>
  )
}
