import { keepDiverse, membersOf } from '../../archive/index.ts'
import type { Given } from '../../catalog/index.ts'
import type { Shelf } from './shelf.ts'

/** Photos of a shoot that are good and unlike each other, of those that were neither rejected nor passed over. */
export function diverseOf(
  { ids, descriptors, ...shelf }: Shelf,
  {
    shoot,
    given,
    scores,
    count,
  }: {
    readonly shoot: number
    /** By number of the photo. */
    readonly given: ReadonlyMap<number, Given>
    /** (frame), of an order that is offered. */
    readonly scores: Float64Array | undefined
    readonly count: number
  },
): readonly number[] {
  const frames = membersOf(shelf.shoots(), shoot)
  const open = Array.from(frames.keys()).filter((frame) => {
    const flag = given.get(ids[frames[frame]!]!)?.flag
    return flag !== 'reject' && flag !== 'pass'
  })
  const places = keepDiverse({
    frames: open.map((frame) => frames[frame]!),
    scores: scores && open.map((frame) => scores[frame]!),
    descriptors,
    series: shelf.series(),
    count,
  })
  return places.map((place) => ids[place]!)
}
