import { membersOf } from '../groups.ts'
import type { PastArchive } from './past-archive.ts'
import type { TestableShoot } from './testable.ts'

/** A kind of shoot, and which shoots are of it. A shoot is of one kind by its size, and of one by its series. */
export interface ShootKind {
  readonly kind: string
  readonly isOf: (archive: PastArchive, shoot: TestableShoot) => boolean
}

/** Frames from which a series is a burst: of two the photographer may have meant both. */
const BURST = 3

export const KINDS: readonly ShootKind[] = [
  { kind: 'under 60 frames', isOf: (_, { seen }) => seen.length < 60 },
  { kind: '60 to 300 frames', isOf: (_, { seen }) => seen.length >= 60 && seen.length <= 300 },
  { kind: 'over 300 frames', isOf: (_, { seen }) => seen.length > 300 },
  { kind: 'bursts', isOf: hasBursts },
  { kind: 'single frames', isOf: (archive, shoot) => !hasBursts(archive, shoot) },
]

/** Whether more than half of the frames that were seen stand in a series of three or more. */
function hasBursts({ series }: PastArchive, { seen }: TestableShoot): boolean {
  const inBursts = seen.filter((place) => membersOf(series, series.of[place]!).length >= BURST)
  return 2 * inBursts.length > seen.length
}
