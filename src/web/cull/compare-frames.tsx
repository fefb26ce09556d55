import { useEffect, useRef, useState } from 'preact/hooks'
import '../compare/compare.css'
import { ComparePane, focusPane } from '../compare/compare-pane.tsx'
import { CompareZoom } from '../compare/compare-zoom.tsx'
import { Notices } from '../parts/notices.tsx'
import { focusAmong } from '../photo/measure-words.ts'
import { ready, getReady } from '../parts/ready-photos.ts'
import { once, useKeys } from '../parts/use-keys.ts'
import { WHOLE, type Zoom } from '../parts/zoom.ts'
import { cards, cardVersion, wantCards } from '../store/cards.ts'
import { connection } from '../store/connection.ts'
import { useMeasures } from '../store/measures.ts'
import type { Flag, FlagOf } from './next-open.ts'
import { VerdictGroup } from './verdict-group.tsx'

/** Frames of a series side by side at 100 %; zoom and place are the same for all, and the keys are for one of them. */
export function CompareFrames({
  photos,
  photo,
  flagOf,
  onJudge,
  onClear,
  onUndo,
  onClose,
}: {
  /** Two to four. */
  readonly photos: readonly number[]
  /** The one that has the keys first. */
  readonly photo: number
  readonly flagOf: FlagOf
  readonly onJudge: (photo: number, flag: Flag) => void
  readonly onClear: (photo: number) => void
  readonly onUndo: () => void
  readonly onClose: () => void
}) {
  const element = useRef<HTMLDialogElement>(null)
  // What is compared stays, whatever is marked by its flags meanwhile.
  const [compared] = useState(photos)
  const [first] = useState(photos.includes(photo) ? photo : photos[0]!)
  const [active, setActive] = useState(first)
  const [zoom, setZoom] = useState<Zoom>({ ...WHOLE, scale: 1 / devicePixelRatio })
  const known = cards.value
  const version = cardVersion.value
  const focus = (id: number | undefined): void => {
    if (id === undefined) return
    setActive(id)
    focusPane(element.current, id)
  }
  useEffect(() => {
    void version // after each verdict anew
    wantCards(compared)
  }, [compared, version])
  const isAway = connection.value === 'lost'
  useEffect(() => {
    if (!isAway) getReady(compared)
  }, [compared, isAway])
  // Nobody should judge what they have not seen.
  const isReady = (id: number): boolean => known.has(id) && ready.value.has(id)
  const judge = (flag: Flag) => (): void => {
    if (isReady(active)) onJudge(active, flag)
  }
  const shown = compared.flatMap((id) => known.get(id)?.card ?? [])
  const isThere = shown.length === compared.length
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close() // gives the focus back
  }, [])
  useEffect(() => {
    if (isThere) focusPane(element.current, first)
  }, [isThere, first])
  const { known: measured } = useMeasures(compared, { wanted: true })
  const step = (by: number) => (): void =>
    focus(compared[(compared.indexOf(active) + by + compared.length) % compared.length])
  const close = (): void => element.current?.close()
  useKeys(
    {
      ...Object.fromEntries([1, 2, 3, 4].map((number) => [String(number), () => focus(compared[number - 1])])),
      k: once(judge('pick')),
      p: once(judge('pick')),
      n: once(judge('pass')),
      x: once(judge('reject')),
      u: once(() => onClear(active)),
      'ctrl+z': once(onUndo),
      backspace: once(onUndo),
      c: close,
      // Of zoomed pictures the arrows are their own.
      ...(zoom.scale === null && {
        arrowleft: step(-1),
        arrowright: step(1),
        arrowup: step(-1),
        arrowdown: step(1),
      }),
    },
    { inDialog: true },
  )
  return (
    <dialog ref={element} class="compare" aria-label="Compare frames" onClose={onClose}>
      <header>
        <h2>Compare</h2>
        <span class="quiet">{compared.length} frames of its series</span>
        <CompareZoom zoom={zoom} onZoom={setZoom} />
        <button type="button" class="plain" aria-label="Close" onClick={close}>
          {'\u2715'}
        </button>
      </header>
      <div class="compare-panes" data-count={compared.length}>
        {shown.map((card, at) => {
          const flag = flagOf(card.id)
          return (
            <ComparePane
              key={card.id}
              card={card}
              zoom={zoom}
              isActive={card.id === active}
              focus={focusAmong(card.id, compared, measured)}
              onZoom={setZoom}
              onActive={() => setActive(card.id)}
              isQuick
            >
              <kbd aria-hidden="true">{at + 1}</kbd>
              <VerdictGroup
                label={`Judge ${card.name}`}
                flag={flag}
                isDisabled={!isReady(card.id)}
                onVerdict={(kind) => (flag === kind ? onClear(card.id) : onJudge(card.id, kind))}
              />
            </ComparePane>
          )
        })}
      </div>
      {/* A dialog lies over those of the page. */}
      <Notices />
    </dialog>
  )
}
