import type { Card } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import { RatingButtons } from '../parts/rating-buttons.tsx'
import { ExpectedStars, sureness } from '../parts/stars.tsx'
import { ordinal } from './why-words.ts'

/** Its place, what was given and what is expected. */
export function PhotoStanding({
  card,
  of,
  onCompare,
}: {
  readonly card: Card
  /** Photos of the library; null until it is known. */
  readonly of: number | null
  readonly onCompare: () => void
}) {
  const { id, name, place, given, expected, series } = card
  return (
    <section class="photo-standing">
      <p class="place">
        <strong>{ordinal(place)}</strong>
        {of !== null && ` of ${of.toLocaleString('en')}`}
      </p>
      <RatingButtons photo={id} name={name} given={given} />
      <p class="expectation">
        Expected <ExpectedStars expected={expected} /> <span class="quiet">{sureness(expected.probability)}</span>
      </p>
      {given?.stars !== undefined && <p class="quiet">Its file says {counted(given.stars, 'star')}.</p>}
      {given?.duels !== undefined && (
        <p class="quiet">
          Won {given.won ?? 0} of {given.duels} duels.
        </p>
      )}
      {series > 1 && (
        <button type="button" aria-keyshortcuts="c" onClick={onCompare}>
          Compare {series} near duplicates
        </button>
      )}
    </section>
  )
}
