import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type Card, cards as cardsMessage } from '../../server/messages/index.ts'
import { Notices } from '../parts/notices.tsx'
import { ratingKeys } from '../parts/rating-keys.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useKeys } from '../parts/use-keys.ts'
import { useIsPhone } from '../parts/use-media.ts'
import { WHOLE, type Zoom } from '../parts/zoom.ts'
import { cards, cardVersion, wantCards } from '../store/cards.ts'
import { useMeasures } from '../store/measures.ts'
import { partner, person } from '../store/person.ts'
import { focusAmong } from '../photo/measure-words.ts'
import { SeriesStrip } from './series-strip.tsx'
import { chosenFirst } from './choose-compared.ts'
import { ComparePane, focusPane } from './compare-pane.tsx'
import { CompareZoom } from './compare-zoom.tsx'
import './compare.css'

/** Near duplicates side by side over the page; zoom and place are the same for all. */
export function CompareView({ photo, onClose }: { readonly photo: number; readonly onClose: () => void }) {
  const element = useRef<HTMLDialogElement>(null)
  const query = { person: person.value, with: partner.value }
  const { value, error } = useAnswer(`/api/photos/${photo}/series`, { schema: cardsMessage, query })
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close() // gives the focus back
  }, [])
  return (
    <dialog ref={element} class="compare" aria-label="Compare near duplicates" onClose={onClose}>
      {value === null ? (
        <p class="compare-waits">{error}</p>
      ) : (
        <Comparing series={value.photos} photo={photo} onClose={() => element.current?.close()} />
      )}
      {/* A dialog lies over those of the page. */}
      <Notices />
    </dialog>
  )
}

function Comparing({
  series,
  photo,
  onClose,
}: {
  readonly series: readonly Card[]
  readonly photo: number
  readonly onClose: () => void
}) {
  const ids = useMemo(() => series.map(({ id }) => id), [series])
  const most = useIsPhone() ? 2 : 4
  const [chosen, setChosen] = useState(() => chosenFirst(ids, { photo, most }))
  const [active, setActive] = useState(photo)
  const [zoom, setZoom] = useState<Zoom>(WHOLE)
  const panes = useRef<HTMLDivElement>(null)
  const known = cards.value
  const version = cardVersion.value
  useEffect(() => {
    void version // after each rating anew
    wantCards(ids)
  }, [ids, version])
  useEffect(() => focusPane(panes.current, photo), [photo])

  // Among those that stand side by side: a place among others would have to be looked for.
  const { known: measured } = useMeasures(chosen, { wanted: true })

  const step = (by: number) => (): void => {
    const next = chosen[(chosen.indexOf(active) + by + chosen.length) % chosen.length]!
    focusPane(panes.current, next)
  }
  useKeys(
    {
      ...ratingKeys(active),
      c: onClose,
      // Of a zoomed picture the arrows are its own.
      ...(zoom.scale === null && {
        arrowleft: step(-1),
        arrowright: step(1),
        arrowup: step(-1),
        arrowdown: step(1),
      }),
    },
    { inDialog: true },
  )
  const shown = series.filter(({ id }) => chosen.includes(id)).map((card) => known.get(card.id)?.card ?? card)
  const percent = zoom.scale === null ? 'Fit' : `${Math.round(zoom.scale * devicePixelRatio * 100)} %`
  return (
    <>
      <header>
        <h2>Near duplicates</h2>
        <span class="quiet">
          {chosen.length} of {series.length} side by side
        </span>
        <CompareZoom zoom={zoom} onZoom={setZoom}>
          <output class="unseen">{percent}</output>
        </CompareZoom>
        <button type="button" class="plain" aria-label="Close" onClick={onClose}>
          {'\u2715'}
        </button>
      </header>
      <div ref={panes} class="compare-panes" data-count={shown.length}>
        {shown.map((card) => (
          <ComparePane
            key={card.id}
            card={card}
            zoom={zoom}
            isActive={card.id === active}
            focus={focusAmong(card.id, chosen, measured)}
            onZoom={setZoom}
            onActive={() => setActive(card.id)}
          />
        ))}
      </div>
      {series.length > 2 && (
        <SeriesStrip
          series={series}
          chosen={chosen}
          most={most}
          onChoose={(next) => {
            setChosen(next)
            if (!next.includes(active)) setActive(next[0]!)
          }}
        />
      )}
    </>
  )
}
