import type { Groups } from './groups.ts'
import type { Marks } from './marks.ts'
import { KEPT, PASSED, type Standings } from './standings.ts'

/** Two frames of one shoot of which one was kept, or marked higher, and the other seen and passed over. */
export interface PastPair {
  /** Places of photos. */
  readonly better: number
  readonly worse: number
  /** A series where both are of one: then the choice was between nearly the same pictures. */
  readonly within: 'series' | 'shoot'
}

export interface PastPairsOptions {
  readonly marks: Marks
  readonly standings: Standings
  readonly shoots: Groups
  readonly series: Groups
  /** At most so many; default 20,000. */
  readonly most?: number
  /** Which shoots are learnt from; default all. */
  readonly shootsUsed?: (shoot: number) => boolean
}

/** Siblings of its series, and other frames of its shoot, that a frame is compared with at most. */
const RIVALS = 4

/**
 * What an archive says, as pairs. A frame is above another where neither of its marks, flag and stars, is below the
 * other's and one is above: stars that contradict picks give no pair. A frame is compared with at most four siblings of
 * its series and, if it was kept, with at most four frames of other series of its shoot, evenly spread over it: with all of
 * them one wedding of 3,000 frames would outweigh a year. Beyond `most` an even part of the pairs stands for all. Which
 * pairs these are depends on the arguments alone.
 */
export function pastPairs(options: PastPairsOptions): PastPair[] {
  const { standings, shoots, series, most = 20_000, shootsUsed = () => true } = options
  const pairs: PastPair[] = []
  for (let shoot = 0; shoot + 1 < shoots.starts.length; shoot++) {
    if (!shootsUsed(shoot) || standings.kept[shoot] === 0) continue
    const seen = shoots.members
      .subarray(shoots.starts[shoot], shoots.starts[shoot + 1])
      .filter((photo) => standings.of[photo] === KEPT || standings.of[photo] === PASSED)
    const siblings = bySeries(seen, series)
    const passedBy = new Map<number, number>() // frames of each series so far
    seen.forEach((better, place) => {
      const own = siblings.get(series.of[better]!)!
      const at = passedBy.get(series.of[better]!) ?? 0
      passedBy.set(series.of[better]!, at + 1)
      const isBelow = (photo: number): boolean => isAbove(options.marks, better, photo)
      for (const worse of rivals(own, at, isBelow)) pairs.push({ better, worse, within: 'series' })
      if (standings.of[better] !== KEPT) return
      const isOther = (photo: number): boolean => series.of[photo] !== series.of[better] && isBelow(photo)
      for (const worse of rivals(seen, place, isOther)) pairs.push({ better, worse, within: 'shoot' })
    })
  }
  if (pairs.length <= most) return pairs
  return Array.from({ length: most }, (_, at) => pairs[Math.floor((at * pairs.length) / most)]!)
}

function bySeries(photos: Int32Array, { of }: Groups): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>()
  for (const photo of photos) {
    const group = groups.get(of[photo]!)
    if (group === undefined) groups.set(of[photo]!, [photo])
    else group.push(photo)
  }
  return groups
}

/** At most four of a list, evenly spread, beginning at the frame's own place so that all take their turn. */
function rivals(among: ArrayLike<number>, place: number, isRival: (photo: number) => boolean): number[] {
  const found: number[] = []
  const count = among.length
  // Sixteen looks at most: a shoot may have 50,000 frames, and nearly all of them are below one that was kept.
  const looks = Math.min(count, 4 * RIVALS)
  for (let look = 0; look < looks && found.length < RIVALS; look++) {
    const photo = among[(place + Math.floor(((look + 0.5) * count) / looks)) % count]!
    if (isRival(photo)) found.push(photo)
  }
  return found
}

function isAbove({ stars, flag }: Marks, a: number, b: number): boolean {
  const byFlag = flag[a]! - flag[b]!
  const byStars = stars[a]! - stars[b]!
  return byFlag >= 0 && byStars >= 0 && byFlag + byStars > 0
}
