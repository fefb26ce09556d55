import { Link } from 'wouter-preact'
import type { Why } from '../../server/messages/index.ts'
import { withFilters } from '../library/filter-query.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { filters } from '../store/order.ts'
import { likeness, signed } from './why-words.ts'

/** Rated photos that say most about a photo, with what was said of them and which way they pull. */
export function RatedAlike({
  rated,
  own,
  who,
}: {
  readonly rated: Why['rated']
  readonly own: number
  readonly who: string
}) {
  if (rated.length === 0) return null
  return (
    <>
      <h3>What {who} rated that tells most about it</h3>
      <ul class="rated-alike">
        {rated.map(({ photo, name, said, part, similarity }, at) => (
          <li key={photo ?? `gone ${at}`}>
            {photo === null ? (
              <span class="frame" />
            ) : (
              <Link class="frame" href={withFilters(`/photo/${photo}`, filters.value)} aria-label={name ?? 'the photo'}>
                <PhotoImage id={photo} name="" size="thumbnail" />
              </Link>
            )}
            <span class="about">
              <span class="name">{photo === own ? 'This photo itself' : (name ?? 'a photo that is not here now')}</span>
              <span class="quiet">
                {said}
                {photo !== own && `, ${likeness(similarity)}`}
              </span>
            </span>
            <span class="pull">
              {Math.abs(part) < 0.0005 ? 'hardly pulls' : part < 0 ? '\u25bc pulls down' : '\u25b2 pulls up'}{' '}
              <data value={part}>{signed(part)}</data>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
