import type { VNode } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { keepFocus } from '../parts/keep-focus.ts'
import { counted } from '../parts/names.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { FlagMark } from './flag-mark.tsx'
import { LikelyDots } from './likely-dots.tsx'
import { type FlagOf, type Lineup, placeOf } from './next-open.ts'
import { stackFacts, StripStack } from './strip-stack.tsx'
import { useNear } from './use-near.ts'
import { flagWords } from './words.ts'

/**
 * The whole shoot in one strip: the series that is looked at with all its frames, every other as a stack with its count. What
 * is far out of sight has its room and nothing in it: a shoot may have thousands of series.
 */
export function ShootStrip({
  lineup,
  photo,
  flagOf,
  nameOf,
  marked,
  likely,
  onShow,
  onMark,
}: {
  readonly lineup: Lineup
  readonly photo: number | null
  readonly flagOf: FlagOf
  readonly nameOf: (photo: number) => string
  /** Frames to be compared. */
  readonly marked: readonly number[]
  /** Null where the order is that of time. */
  readonly likely: ReadonlyMap<number, 0 | 1 | 2 | 3> | null
  readonly onShow: (photo: number) => void
  readonly onMark: (photo: number) => void
}) {
  const places = useMemo(() => lineup.map((series) => series.join()).join('/'), [lineup])
  const strip = useRef<HTMLDivElement>(null)
  const open = photo === null ? -1 : (placeOf(lineup, photo)?.series ?? -1)
  useEffect(() => {
    const { current } = strip
    if (current === null) return
    if (photo === null) {
      current.scrollLeft = current.scrollWidth
      return
    }
    const frame = current.querySelector<HTMLElement>(`[data-strip="${photo}"]`)
    if (frame === null) return
    const [mine, its] = [current.getBoundingClientRect(), frame.getBoundingClientRect()]
    current.scrollLeft += its.left + its.width / 2 - (mine.left + mine.width / 2)
    // Measuring lays out the whole strip: only where what is shown, or where it stands, is another.
  }, [photo, places])
  const parts = useMemo(() => partsOf(lineup.length), [lineup.length])
  const near = useNear(strip, parts.length)
  const latest = useRef(onShow)
  latest.current = onShow
  const kept = useRef<ReadonlyMap<number, KeptStack>>(new Map())
  const stacks = new Map<number, KeptStack>()
  /** The same element is not rendered again: a verdict changes one of many. */
  const stackOf = (series: readonly number[]): VNode => {
    const facts = stackFacts(series, { flagOf, likely })
    const question = JSON.stringify(facts)
    const old = kept.current.get(series[0]!)
    const stack =
      old?.question === question ? (
        old.stack
      ) : (
        <StripStack key={series[0]} {...facts} onShow={() => latest.current(facts.entry)} />
      )
    stacks.set(series[0]!, { question, stack })
    return stack
  }
  useEffect(() => {
    kept.current = stacks
  })
  const openSeries = (series: readonly number[]): VNode => (
    <div key={series[0]} class="cull-series" role="group" aria-label={`Series of ${counted(series.length, 'frame')}`}>
      {series.map((id) => {
        const flag = flagOf(id)
        return (
          <button
            key={id}
            type="button"
            class={`cull-frame ${flag ?? 'open'}${marked.includes(id) ? ' marked' : ''}`}
            data-strip={id}
            tabIndex={id === photo ? 0 : -1}
            aria-current={id === photo ? 'true' : undefined}
            onClick={({ shiftKey }) => (shiftKey ? onMark(id) : onShow(id))}
            {...keepFocus}
          >
            <span class="unseen">
              {`${nameOf(id)}, ${flagWords(flag)}${marked.includes(id) ? ', marked to compare' : ''}`}
            </span>
            <span class="picture" aria-hidden="true">
              <PhotoImage id={id} name="" size="thumbnail" />
              <FlagMark flag={flag} />
              {likely !== null && <LikelyDots likely={likely.get(id) ?? 0} />}
            </span>
          </button>
        )
      })}
    </div>
  )
  return (
    // Scrolls by keyboard through its buttons.
    <div ref={strip} class="cull-strip" role="group" aria-label="Series of this shoot">
      {parts.map(({ from, to }, part) => {
        const isOpen = from <= open && open < to
        return (
          <div key={part} class="cull-part" style={isOpen ? {} : { '--count': to - from }}>
            {(isOpen || near.has(part)) &&
              lineup.slice(from, to).map((series, at) => (from + at === open ? openSeries(series) : stackOf(series)))}
          </div>
        )
      })}
    </div>
  )
}

interface KeptStack {
  /** What it is rendered from. */
  readonly question: string
  readonly stack: VNode
}

/** Series in a part of the strip, which is drawn whole or not at all. */
const PART = 40

function partsOf(count: number): readonly { readonly from: number; readonly to: number }[] {
  return Array.from({ length: Math.ceil(count / PART) }, (_, part) => ({
    from: part * PART,
    to: Math.min(count, (part + 1) * PART),
  }))
}
