import { keepFocus } from '../parts/keep-focus.ts'
import { counted } from '../parts/names.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { FlagMark } from './flag-mark.tsx'
import { LikelyDots } from './likely-dots.tsx'
import { entryOf, faceOf, type FlagOf, type Tally, tallyOf } from './next-open.ts'
import { tallyWords } from './words.ts'

/** What is shown of a series that is closed. */
export interface StackFacts {
  readonly length: number
  /** The frame that stands for it, and the one that it is opened with. */
  readonly face: number
  readonly entry: number
  readonly tally: Tally
  /** Of its likeliest frame; null where the order is that of time. */
  readonly likely: 0 | 1 | 2 | 3 | null
}

export function stackFacts(
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
export function StripStack({ length, face, tally, likely, onShow }: StackFacts & { readonly onShow: () => void }) {
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
