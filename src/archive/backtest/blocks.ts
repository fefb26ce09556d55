import { pastPairs } from '../past-pairs.ts'
import type { PastArchive } from './past-archive.ts'
import type { TestableShoot } from './testable.ts'

/** Fewer shoots than this, to test or to learn from, or fewer pairs, prove nothing. */
export const TESTED_NEEDED = 5
export const TRAINING_SHOOTS_NEEDED = 10
export const PAIRS_NEEDED = 200

/** Later shoots that are tested with what all shoots before the first of them teach. */
export interface Block {
  readonly shoots: readonly TestableShoot[]
  /** What is learnt from ended before this moment, when the first of these shoots begins. */
  readonly before: number
}

export interface Plan {
  readonly tested: readonly TestableShoot[]
  readonly blocks: readonly Block[]
  /** Of the first block, which has the fewest. */
  readonly trainingShoots: number
  readonly pairs: number
}

/**
 * Which shoots are tested: the last `shoots` of those that can be, fewer where the first of them would have too little
 * before it to learn from. How well any order does has no part in it.
 */
export function planBlocks(
  archive: PastArchive,
  testable: readonly TestableShoot[],
  { shoots, blocks }: { readonly shoots: number; readonly blocks: number },
): Plan {
  let first = Math.max(0, testable.length - shoots)
  let training = { trainingShoots: 0, pairs: 0 }
  for (; first < testable.length; first++) {
    training = trainingBefore(archive, beginningOf(archive, testable[first]!))
    const isEnough = training.trainingShoots >= TRAINING_SHOOTS_NEEDED && training.pairs >= PAIRS_NEEDED
    // Of too few shoots it is told what they would have learnt from.
    if (isEnough || testable.length - first <= TESTED_NEEDED) break
  }
  const tested = testable.slice(first)
  const count = Math.min(blocks, tested.length)
  return {
    tested,
    blocks: Array.from({ length: count }, (_, at) => {
      const part = tested.slice(
        Math.floor((at * tested.length) / count),
        Math.floor(((at + 1) * tested.length) / count),
      )
      return { shoots: part, before: beginningOf(archive, part[0]!) }
    }),
    ...training,
  }
}

function beginningOf({ shoots }: PastArchive, { shoot }: TestableShoot): number {
  return shoots.details[shoot]!.from
}

/** Shoots that teach something, for a frame was kept and another passed over, and the pairs that they give. */
function trainingBefore(archive: PastArchive, moment: number) {
  const { details } = archive.shoots
  const { kept, passed } = archive.standings
  const isBefore = (shoot: number): boolean => details[shoot]!.to < moment
  return {
    trainingShoots: details.filter((_, shoot) => isBefore(shoot) && kept[shoot]! > 0 && passed[shoot]! > 0).length,
    pairs: pastPairs({ ...archive, shootsUsed: isBefore }).length,
  }
}
