import type { VNode } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { keepFocus } from '../parts/keep-focus.ts'
import { counted } from '../parts/names.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { FlagMark } from './flag-mark.tsx'
import { LikelyDots } from './likely-dots.tsx'
import { entryOf, faceOf, type FlagOf, type Lineup, placeOf, type Tally, tallyOf } from './next-open.ts'
import { flagWords, tallyWords } from './words.ts'

/** The whole shoot in one strip: the series that is looked at with all its frames, every other as a stack with its count. */
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
  const latest = useRef(onShow)
  latest.current = onShow
  const kept = useRef<ReadonlyMap<number, KeptStack>>(new Map())
  const stacks = useMemo(() => {
    const next = new Map<number, KeptStack>()
    for (const series of lineup) {
      const facts = factsOf(series, { flagOf, likely })
      const question = JSON.stringify(facts)
      const old = kept.current.get(series[0]!)
      // The same element is not rendered again: a shoot has some thousand stacks, and a verdict changes one.
      const isSame = old !== undefined && old.question === question
      next.set(
        series[0]!,
        isSame
          ? old
          : { question, stack: <Stack key={series[0]} {...facts} onShow={() => latest.current(facts.entry)} /> },
      )
    }
    kept.current = next
    return next
  }, [lineup, flagOf, likely])
  return (
    // Scrolls by keyboard through its buttons.
    <div ref={strip} class="cull-strip" role="group" aria-label="Series of this shoot">
      {lineup.map((series, at) =>
        at === open ? (
          <div
            key={series[0]}
            class="cull-series"
            role="group"
            aria-label={`Series of ${counted(series.length, 'frame')}`}
          >
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
        ) : (
          stacks.get(series[0]!)!.stack
        ),
      )}
    </div>
  )
}

interface KeptStack {
  /** What it is rendered from. */
  readonly question: string
  readonly stack: VNode
}

/** What is shown of a series that is closed. */
interface StackFacts {
  readonly length: number
  /** The frame that stands for it, and the one that it is opened with. */
  readonly face: number
  readonly entry: number
  readonly tally: Tally
  /** Of its likeliest frame; null where the order is that of time. */
  readonly likely: 0 | 1 | 2 | 3 | null
}

function factsOf(
  series: readonly number[],
  { flagOf, likely }: { readonly flagOf: FlagOf; readonly likely: ReadonlyMap<number, 0 | 1 | 2 | 3> | null },
): StackFacts {
  return {
    length: series.length,
    face: faceOf(series, flagOf),
    entry: entryOf(series, flagOf),
    tally: tallyOf(series, flagOf),
    likely: likely === null ? null : (Math.max(...series.map((id) => likely.get(id) ?? 0)) as 0 | 1 | 2 | 3),
  }
}

/** A series that is closed: the frame that stands for it, and how many there are. */
function Stack({ length, face, tally, likely, onShow }: StackFacts & { readonly onShow: () => void }) {
  // What is decided of all of it: kept where one frame is.
  const flag = tally.open > 0 ? null : tally.pick > 0 ? 'pick' : tally.pass > 0 ? 'pass' : 'reject'
  return (
    <button
      type="button"
      class={`cull-frame ${flag ?? 'open'}${length > 1 ? ' stack' : ''}`}
      tabIndex={-1}
      onClick={onShow}
      {...keepFocus}
    >
      <span class="unseen">
        {`${length === 1 ? 'A frame' : `Series of ${counted(length, 'frame')}`}: ${tallyWords(tally)}`}
      </span>
      <span class="picture" aria-hidden="true">
        <PhotoImage id={face} name="" size="thumbnail" />
        <FlagMark flag={tally.pick > 0 ? 'pick' : flag} />
        {length > 1 && <span class="count">{tally.pick > 0 ? `${tally.pick} / ${length}` : length}</span>}
        {likely !== null && <LikelyDots likely={likely} />}
      </span>
    </button>
  )
}
