import { membersOf } from '../groups.ts'
import { isMarked } from '../marks.ts'
import { KEPT, PASSED } from '../standings.ts'
import type { PastArchive } from './past-archive.ts'

/** What a shoot must have to be tested: something to find, something to find it among. */
const KEPT_NEEDED = 2
const PASSED_NEEDED = 2
const SEEN_NEEDED = 8

/** A shoot that an order can be tested on. */
export interface TestableShoot {
  /** Its number in the archive. */
  readonly shoot: number
  /**
   * Places of the frames that were seen, in the order of taking; the others are not counted at all. Nor is what follows the last
   * marked one; and where frames without a mark stand before it, neither are it and its series: such a shoot counts as seen up
   * to its last keeper, and an order of taking would always find that one, and those kept beside it, last.
   */
  readonly seen: Int32Array
  /** (frame of `seen`): 1 where it was kept. */
  readonly isKept: Uint8Array
}

export interface LeftOutShoots {
  readonly reason: string
  readonly shoots: number
}

/** The shoots that can be tested, earliest first, and how many cannot, by the first reason that there is. */
export function testableShoots(archive: PastArchive): {
  readonly testable: readonly TestableShoot[]
  readonly leftOut: readonly LeftOutShoots[]
} {
  const { shoots, standings } = archive
  const reasons = new Map<string, number>()
  const testable: TestableShoot[] = []
  shoots.details.forEach((_, shoot) => {
    const seen = seenOf(archive, shoot)
    const isKept = Uint8Array.from(seen, (place) => (standings.of[place] === KEPT ? 1 : 0))
    const reason = reasonAgainst(archive, shoot, isKept)
    if (reason !== undefined) {
      reasons.set(reason, 1 + (reasons.get(reason) ?? 0))
      return
    }
    testable.push({ shoot, seen, isKept })
  })
  const from = ({ shoot }: TestableShoot): number => shoots.details[shoot]!.from
  return {
    testable: testable.sort((a, b) => from(a) - from(b) || a.shoot - b.shoot),
    leftOut: [...reasons].map(([reason, count]) => ({ reason, shoots: count })),
  }
}

function seenOf({ shoots, standings, marks, series }: PastArchive, shoot: number): Int32Array {
  const seen = membersOf(shoots, shoot).filter((place) => [KEPT, PASSED].includes(standings.of[place]!))
  const last = seen.findLastIndex((place) => isMarked(marks, place))
  const looked = seen.slice(0, last + 1)
  if (looked.every((place) => isMarked(marks, place))) return looked
  return looked.filter((place, at) => at < last && series.of[place] !== series.of[seen[last]!])
}

function reasonAgainst({ shoots }: PastArchive, shoot: number, isKept: Uint8Array): string | undefined {
  const { from, to } = shoots.details[shoot]!
  const kept = isKept.reduce((sum, each) => sum + each, 0)
  if (Number.isNaN(from) || Number.isNaN(to)) return 'no time is known'
  if (isKept.length === 0) return 'nothing was marked'
  if (kept < KEPT_NEEDED) return `fewer than ${KEPT_NEEDED} frames were kept`
  if (isKept.length - kept < PASSED_NEEDED) return `fewer than ${PASSED_NEEDED} frames were passed over`
  if (isKept.length < SEEN_NEEDED) return `fewer than ${SEEN_NEEDED} frames were seen`
  return undefined
}
