import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { photoDetails } from '../../server/messages/index.ts'
import { CompareView } from '../compare/compare-view.tsx'
import { withFilters } from '../store/filter-query.ts'
import { selectFromAfar } from '../store/place-in-library.ts'
import { useFiltersInAddress } from '../parts/use-filters-in-address.ts'
import { Empty } from '../parts/empty.tsx'
import { preload } from '../parts/photo-image.tsx'
import { ratingKeys } from '../parts/rating-keys.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useKeys } from '../parts/use-keys.ts'
import { useTitle } from '../parts/use-title.ts'
import { WHOLE, type Zoom } from '../parts/zoom.ts'
import { cards, cardVersion, wantCards } from '../store/cards.ts'
import { connection } from '../store/connection.ts'
import { filters } from '../store/order.ts'
import { partner, person } from '../store/person.ts'
import { PhotoFacts } from './photo-facts.tsx'
import { PhotoMeasures } from './photo-measures.tsx'
import { PhotoStage } from './photo-stage.tsx'
import { PhotoStanding } from './photo-standing.tsx'
import { useNeighbours } from './use-neighbours.ts'
import { WhyItStands } from './why-it-stands.tsx'
import './photo.css'

/** One photo, large, and why it stands where it stands. */
export function PhotoView({ params }: { readonly params: { readonly id: string } }) {
  const [, go] = useLocation()
  const id = Number(params.id)
  const path = `/photo/${params.id}`
  useFiltersInAddress(path)
  const { before, after, at, place, count } = useNeighbours(id)
  const version = cardVersion.value
  const query = { person: person.value, with: partner.value }
  const { value, error } = useAnswer(isPhotoNumber(id) ? `/api/photos/${id}` : null, {
    schema: photoDetails,
    query,
    version,
  })
  const card = cards.value.get(id)?.card ?? value
  useTitle(card?.name ?? null)
  const [looked, setLooked] = useState<{ readonly id: number; readonly zoom: Zoom }>({ id, zoom: WHOLE })
  const [isComparing, setComparing] = useState(false)
  const zoom = looked.id === id ? looked.zoom : WHOLE
  const isKnown = value !== null
  const isHere = card !== null && (error === null || connection.value !== 'open')

  useEffect(() => {
    void version // after each rating anew
    if (isKnown) wantCards([id, before, after].filter((photo) => photo !== null))
  }, [id, before, after, version, isKnown])
  useEffect(() => {
    if (after !== null) preload(after)
    if (before !== null) preload(before)
  }, [before, after])
  useEffect(() => {
    if (isHere) selectFromAfar(id, place)
  }, [id, isHere, place])

  const show = (photo: number | null): void => {
    if (photo !== null) go(withFilters(`/photo/${photo}`, filters.value), { replace: true })
  }
  const back = (): void => go(withFilters('/library', filters.value))
  const compare = (): void => {
    if (card !== null && card.series > 1) setComparing(true)
  }
  useKeys({
    ...ratingKeys(isHere ? id : null),
    escape: back,
    c: compare,
    pageup: () => show(before),
    pagedown: () => show(after),
    // Of a zoomed picture the arrows are its own.
    ...(zoom.scale === null && { arrowleft: () => show(before), arrowright: () => show(after) }),
  })

  if (!isHere) {
    if (error === null && isPhotoNumber(id)) return <div class="photo" />
    return (
      <Empty title={card === null ? 'There is no such photo' : 'This photo is not here any more'}>
        {card !== null && <p>{card.name} was moved, or its folder is away. It is back here when its file is.</p>}
        <p class="photo-error">{error ?? 'The address of a photo ends in its number.'}</p>
        <p>
          <button type="button" onClick={back}>
            To the library
          </button>
        </p>
      </Empty>
    )
  }
  return (
    <div class="photo">
      <PhotoStage
        card={card}
        zoom={zoom}
        onZoom={(next) => setLooked({ id, zoom: next })}
        onBack={back}
        onBefore={before === null ? null : () => show(before)}
        onAfter={after === null ? null : () => show(after)}
        where={
          at === -1 ? 'not among the photos shown' : `${(at + 1).toLocaleString('en')} / ${count.toLocaleString('en')}`
        }
      />
      <aside class="photo-aside" aria-label="About this photo">
        <PhotoStanding card={card} of={value?.of ?? null} onCompare={compare} />
        <WhyItStands id={id} version={version} />
        <PhotoMeasures key={id} id={id} series={card.series} />
        <PhotoFacts details={value} />
      </aside>
      {isComparing && <CompareView photo={id} onClose={() => setComparing(false)} />}
    </div>
  )
}

function isPhotoNumber(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0
}
