import { useEffect, useState } from 'preact/hooks'
import { diverse, type ShootFrames } from '../../server/messages/index.ts'
import { Dialog } from '../parts/dialog.tsx'
import { counted } from '../parts/names.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { post, sentenceOf } from '../server.ts'
import { cards, wantCards } from '../store/cards.ts'
import { person } from '../store/person.ts'
import { allSaid } from '../store/say.ts'
import { FlagMark } from './flag-mark.tsx'
import type { FlagOf } from './next-open.ts'

/** As the server takes it. */
const MOST = 500
/** Typing of a number is waited out for so long. Milliseconds. */
const SETTLED = 300

interface Found {
  readonly count: number
  readonly photos: readonly number[]
}

/** So many frames of a shoot that are good and unlike each other: shown first, kept where that is said. */
export function DiverseDialog({
  shoot: { key, frames },
  flagOf,
  onKeep,
  onClose,
}: {
  readonly shoot: ShootFrames
  readonly flagOf: FlagOf
  readonly onKeep: (photos: readonly number[]) => void
  readonly onClose: () => void
}) {
  const most = Math.min(MOST, frames)
  const [text, setText] = useState(String(Math.min(most, Math.max(1, Math.min(20, Math.round(frames / 4))))))
  const [found, setFound] = useState<Found | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const count = /^\d+$/u.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null
  const mine = person.value
  const isFirst = found === null
  useEffect(() => {
    if (count === null) return
    let isMine = true
    const ask = async (): Promise<void> => {
      try {
        await allSaid() // what is chosen follows from it
        const { photos } = await post(`/api/shoots/${key}/diverse`, { person: mine, count }, diverse)
        if (!isMine) return
        setFound({ count, photos })
        setWrong(null)
        wantCards(photos)
      } catch (error) {
        if (isMine) setWrong(sentenceOf(error))
      }
    }
    const timer = setTimeout(() => void ask(), isFirst ? 0 : SETTLED)
    return () => {
      isMine = false
      clearTimeout(timer)
    }
  }, [count, key, mine, isFirst])
  const isFresh = found !== null && found.count === count
  const fresh = found?.photos.filter((photo) => flagOf(photo) !== 'pick').length ?? 0
  return (
    <Dialog title="Keep so many, diverse" wide onClose={onClose}>
      <p class="quiet">
        Frames that are likely to please you and are unlike each other. Nothing is kept before you say so, and nothing
        is passed or rejected by it.
      </p>
      <form
        class="cull-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isFresh) onKeep(found.photos)
        }}
      >
        <label>
          How many{' '}
          <input
            autofocus
            type="number"
            min={1}
            max={most}
            required
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={!isFresh || fresh === 0}>
          Keep these
        </button>
        <span class="quiet" role="status">
          {count === null
            ? `A number from 1 to ${most.toLocaleString('en')}.`
            : isFresh
              ? `${counted(found.photos.length, 'frame')}${fresh === found.photos.length ? '' : `, ${fresh === 0 ? 'all' : `${found.photos.length - fresh}`} kept already`}`
              : wrong === null
                ? 'Looking...'
                : ''}
        </span>
      </form>
      {wrong !== null && (
        <p class="cull-error" role="alert">
          {wrong}
        </p>
      )}
      {found !== null && (
        <ul class="cull-chosen">
          {found.photos.map((photo) => (
            <li key={photo}>
              <PhotoImage id={photo} name={cards.value.get(photo)?.card.name ?? `photo ${photo}`} size="thumbnail" />
              <FlagMark flag={flagOf(photo)} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
