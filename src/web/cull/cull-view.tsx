import { useEffect, useRef, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { shoots as shootsMessage, type ShootSummary } from '../../server/messages/index.ts'
import { Empty } from '../parts/empty.tsx'
import { NoPhotosYet } from '../parts/no-photos-yet.tsx'
import { PhotoImage } from '../parts/photo-image.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useKeys } from '../parts/use-keys.ts'
import { useTitle } from '../parts/use-title.ts'
import { libraryCount, saidCount, state } from '../store/connection.ts'
import { person } from '../store/person.ts'
import './cull.css'
import { CutShoots } from './shoot-cut.tsx'
import { TallyBar } from './tally-bar.tsx'
import { sizeWords, whenTaken } from './words.ts'

/** The shoot that was last opened or walked to in this window. */
let lastShoot: number | null = null

/** All shoots, newest first, and how far each is culled. */
export function CullView() {
  useTitle('Cull')
  const told = state.value
  // While photos come in twice a second, all shoots would be counted again and again.
  const photos = told?.indexing.state === 'working' ? 'more' : (told?.photos ?? 0)
  const cuts = told?.indexing.state === 'working' ? 0 : libraryCount.value
  const { value, error, again } = useAnswer(told === null ? null : '/api/shoots', {
    schema: shootsMessage,
    query: { person: person.value },
    version: `${saidCount.value}/${photos}/${cuts}`,
  })
  if (value !== null && value.shoots.length > 0) return <ShootList shoots={value.shoots} onCut={again} />
  if (error !== null) {
    return (
      <Empty title="The shoots cannot be shown now">
        <p role="alert">{error}</p>
        <p>
          <button type="button" onClick={again}>
            Try again
          </button>
        </p>
      </Empty>
    )
  }
  if (told === null || value === null) return <p class="cull-late quiet">Looking for shoots</p>
  if (told.indexing.state === 'working') {
    return (
      <Empty title="Your photos are being looked at">
        <p>Shoots appear here once that is done.</p>
      </Empty>
    )
  }
  return <NoPhotosYet told={told} />
}

function ShootList({ shoots, onCut }: { readonly shoots: readonly ShootSummary[]; readonly onCut: () => void }) {
  const [, go] = useLocation()
  const list = useRef<HTMLUListElement>(null)
  const [selected, setSelected] = useState(lastShoot ?? shoots[0]!.key)
  const at = Math.max(
    0,
    shoots.findIndex(({ key }) => key === selected),
  )
  const select = (to: number): void => {
    const next = shoots[Math.min(shoots.length - 1, Math.max(0, to))]!.key
    lastShoot = next
    setSelected(next)
    const row = list.current?.querySelector<HTMLElement>(`[data-shoot="${next}"]`)
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  useEffect(() => {
    list.current?.querySelector('.selected')?.scrollIntoView({ block: 'nearest' })
  }, [])
  useKeys({
    arrowdown: () => select(at + 1),
    arrowup: () => select(at - 1),
    home: () => select(0),
    end: () => select(shoots.length - 1),
    enter: () => go(`/cull/${shoots[at]!.key}`),
  })
  return (
    <div class="cull-list">
      <h1>Cull</h1>
      <p class="quiet">
        A shoot is what was taken in one place in one go. Keep the frames that you want, pass over the rest; nothing is
        moved or deleted.
      </p>
      <CutShoots onCut={onCut} />
      <ul ref={list}>
        {shoots.map((shoot) => (
          <li key={shoot.key}>
            <ShootRow
              shoot={shoot}
              isSelected={shoot.key === shoots[at]!.key}
              onSelect={() => {
                lastShoot = shoot.key
                setSelected(shoot.key)
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}

function ShootRow({
  shoot,
  isSelected,
  onSelect,
}: {
  readonly shoot: ShootSummary
  readonly isSelected: boolean
  readonly onSelect: () => void
}) {
  const { key, label, frames, picked, passed, rejected, notes, cover } = shoot
  const tally = { pick: picked, pass: passed, reject: rejected, open: frames - picked - passed - rejected }
  return (
    <Link
      href={`/cull/${key}`}
      class={isSelected ? 'cull-shoot selected' : 'cull-shoot'}
      data-shoot={key}
      onFocus={onSelect}
      onClick={onSelect}
    >
      <span class="cover" aria-hidden="true">
        <PhotoImage id={cover} name="" size="thumbnail" />
      </span>
      <span class="about">
        <strong>{label}</strong>
        <span class="quiet">
          {whenTaken(shoot)} {'\u00b7'} {sizeWords(shoot)}
        </span>
        <TallyBar tally={tally} />
        {notes.map((note) => (
          <span key={note} class="note quiet">
            {note}
          </span>
        ))}
      </span>
    </Link>
  )
}
