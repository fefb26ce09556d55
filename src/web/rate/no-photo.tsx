import { Link } from 'wouter-preact'
import type { AppState } from '../../server/messages/index.ts'
import { Empty } from '../parts/empty.tsx'
import { NoPhotosYet } from '../parts/no-photos-yet.tsx'
import { state } from '../store/connection.ts'
import { becomePerson, person } from '../store/person.ts'
import { mode } from './mode.ts'
import { queue, refill, skipped, unskipAll } from './next-photos.ts'

/** In place of a photo: why there is none, and what to do. */
export function NoPhoto() {
  const told = state.value
  const { state: asked, error } = queue.value
  if (asked === 'failed') return <Failed error={error} />
  if (told === null || asked === 'asking') return <p class="rate-late quiet">Choosing the first photo</p>
  if (told.indexing.state === 'working') return <Reading told={told} />
  if (told.photos === 0) return <NoPhotosYet told={told} />
  if (skipped.value.size > 0) return <OnlySkipped />
  return (
    <Empty title="Every photo is rated">
      <p>A duel makes the order finer: of two photos, the one you like more.</p>
      <Ways>
        <button type="button" class="primary" onClick={() => (mode.value = 'duel')}>
          Duel <kbd aria-hidden="true">D</kbd>
        </button>
        <Link href="/library" class="button">
          See your order
        </Link>
      </Ways>
    </Empty>
  )
}

function Ways({ children }: { readonly children: preact.ComponentChildren }) {
  return <div class="rate-ways">{children}</div>
}

function Failed({ error }: { readonly error: string }) {
  return (
    <Empty title="No photo to rate">
      <p role="alert">{error}</p>
      <Ways>
        {person.value === 'me' ? (
          <button type="button" onClick={refill}>
            Try again
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => becomePerson('me')}>
            Back to my taste
          </button>
        )}
      </Ways>
    </Empty>
  )
}

function Reading({ told: { indexing, photos } }: { readonly told: AppState }) {
  const { done, total, label } = indexing
  return (
    <Empty title={photos === 0 ? 'Looking at your photos' : 'More photos are coming'}>
      {total > 0 && <progress value={done} max={total} aria-label={label} />}
      <p>
        {total > 0 && `${done.toLocaleString('en')} of ${total.toLocaleString('en')}. `}
        {photos === 0
          ? 'You rate as soon as the first few are there; the rest is read meanwhile.'
          : 'All that were read so far are rated or skipped.'}
      </p>
    </Empty>
  )
}

function OnlySkipped() {
  const { size } = skipped.value
  return (
    <Empty
      title={size === 1 ? 'Only a skipped photo is left' : `Only ${size.toLocaleString('en')} skipped photos are left`}
    >
      <Ways>
        <button type="button" class="primary" onClick={unskipAll}>
          {size === 1 ? 'Show it again' : 'Show them again'}
        </button>
        <button type="button" onClick={() => (mode.value = 'duel')}>
          Duel <kbd aria-hidden="true">D</kbd>
        </button>
      </Ways>
    </Empty>
  )
}
