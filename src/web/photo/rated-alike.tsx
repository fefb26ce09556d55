import { Link } from 'wouter-preact'
import type { Why } from '../../server/messages/index.ts'
import { withFilters } from '../store/filter-query.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { filters } from '../store/order.ts'
import { likeness, signed } from './why-words.ts'

/** Rated photos that say most about a photo, with what was said of them and which way they pull. */
export function RatedAlike({ rated, who }: { readonly rated: Why['rated']; readonly who: string }) {
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
              <span class="name">{name ?? 'a photo that is not here now'}</span>
              <span class="quiet">
                {said}, {likeness(similarity)}
              </span>
            </span>
            <span class="pull">
              <span class="unseen">{part < 0 ? 'pulls down' : 'pulls up'} </span>
              {Math.abs(part) >= 0.0005 && <span aria-hidden="true">{part < 0 ? '\u25bc' : '\u25b2'}</span>}{' '}
              <data value={part}>{signed(part)}</data>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
