import type { Groups } from './groups.ts'
import { isMarked, type Marks } from './marks.ts'

/** Nothing is known of the frame: it was perhaps never looked at. Unseen is not rejected. */
export const UNSEEN = 0
/** Marked above most of what was seen of its shoot. */
export const KEPT = 1
/** Seen, and not kept. */
export const PASSED = 2
/** Its marks contradict each other: rejected, and given stars. */
export const UNCLEAR = 3

/** What became of the frames of an archive. */
export interface Standings {
  /** (photo): `UNSEEN`, `KEPT`, `PASSED` or `UNCLEAR`. */
  readonly of: Uint8Array
  /** (shoot): numbers of frames. */
  readonly kept: Int32Array
  readonly passed: Int32Array
  /** Frames that are `UNCLEAR`. */
  readonly contradictions: number
}

/** Marks that a shoot must have before its unmarked frames can count as seen: one mark may be an accident. */
const MARKS_OF_A_CULLED_SHOOT = 2

/**
 * Which frames were kept, passed over, or never seen.
 *
 * **Seen** is a frame that has a mark; or that stands in a series with a kept frame, for who chooses one of a series looks
 * at the others; or that was taken before the last marked frame of a shoot with two marks or more, for shoots are gone
 * through from their beginning. What comes after the last mark is unseen: the photographer may have stopped there.
 *
 * **Kept** is relative to the shoot. A frame's level is first its flag, then its stars, an unmarked one having none; kept
 * are the seen frames above the median level that were not passed over in so many words, or, where the median is the highest, those of the highest. So in a shoot
 * where everything has three stars, four mean kept; and where all seen frames are level nothing was chosen, and the shoot
 * says nothing: they are unseen.
 */
export function standingsOf(marks: Marks, shoots: Groups, series: Groups): Standings {
  const { length } = marks.stars
  const result = new Uint8Array(length)
  const count = shoots.starts.length - 1
  const kept = new Int32Array(count)
  const passed = new Int32Array(count)
  let contradictions = 0
  for (let shoot = 0; shoot < count; shoot++) {
    const frames = shoots.members.subarray(shoots.starts[shoot], shoots.starts[shoot + 1])
    const clear = frames.filter((photo) => !isUnclear(marks, photo))
    for (const photo of frames) if (isUnclear(marks, photo)) result[photo] = UNCLEAR
    contradictions += frames.length - clear.length
    const seen = seenOf(marks, clear, series)
    const limit = limitOf(seen.map((photo) => levelOf(marks, photo)))
    if (limit === undefined) continue
    for (const photo of seen) {
      const isKept = levelOf(marks, photo) > limit && !isPassed(marks, photo)
      result[photo] = isKept ? KEPT : PASSED
      if (isKept) kept[shoot]!++
      else passed[shoot]!++
    }
  }
  return { of: result, kept, passed, contradictions }
}

/** Stars never outweigh a flag: they are given within what was picked. */
function levelOf({ stars, flag }: Marks, photo: number): number {
  return 10 * flag[photo]! + stars[photo]!
}

function isPassed({ stars, flag, passed }: Marks, photo: number): boolean {
  return passed[photo] === 1 && flag[photo] === 0 && stars[photo] === 0
}

function isUnclear({ stars, flag }: Marks, photo: number): boolean {
  return flag[photo] === -1 && stars[photo] !== 0
}

function seenOf(marks: Marks, frames: Int32Array, series: Groups): Int32Array {
  const marked = Array.from(frames.keys()).filter((at) => isMarked(marks, frames[at]!))
  if (marked.length === 0) return new Int32Array(0)
  const isCulled = marked.length >= MARKS_OF_A_CULLED_SHOOT
  const last = marked.at(-1)!
  const chosenFrom = new Set(marked.flatMap((at) => (levelOf(marks, frames[at]!) > 0 ? [series.of[frames[at]!]!] : [])))
  return frames.filter(
    (photo, at) => isMarked(marks, photo) || chosenFrom.has(series.of[photo]!) || (isCulled && at < last),
  )
}

/** The level that kept frames are above; undefined where all are level. */
function limitOf(levels: Int32Array): number | undefined {
  const sorted = levels.slice().sort()
  const highest = sorted.at(-1)
  if (highest === undefined || sorted[0] === highest) return undefined
  const median = sorted[(sorted.length - 1) >> 1]!
  return median < highest ? median : sorted.findLast((level) => level < highest)
}
