import type { ShootFrames } from '../../server/messages/index.ts'
import type { Lineup } from './next-open.ts'

type FrameSeries = ShootFrames['frameSeries']

/**
 * Series by the time of their first frames and frames by time; or, `learnt`, both with those first that are likely to be
 * kept, where such an order is offered.
 */
export function lineupOf(frameSeries: FrameSeries, order: 'time' | 'learnt'): Lineup {
  if (order === 'time') return frameSeries.map(({ photos }) => photos)
  return frameSeries
    .map(({ photos, places }) =>
      photos.map((photo, at) => ({ photo, place: places?.[at] ?? Infinity })).sort((a, b) => a.place - b.place),
    )
    .sort((a, b) => a[0]!.place - b[0]!.place || 0)
    .map((series) => series.map(({ photo }) => photo))
}

/** By photo: 3 for the tenth of a shoot that is likeliest to be kept, 2 and 1 for those up to a third and two thirds, else 0. */
export function likelyOf(frameSeries: FrameSeries): ReadonlyMap<number, 0 | 1 | 2 | 3> {
  const frames = frameSeries.reduce((sum, { photos }) => sum + photos.length, 0)
  return new Map(
    frameSeries.flatMap(({ photos, places }) =>
      places === null ? [] : photos.map((photo, at) => [photo, dots((places[at]! - 1) / frames)] as const),
    ),
  )
}

/** `share` of the frames that stand before it. */
function dots(share: number): 0 | 1 | 2 | 3 {
  if (share < 0.1) return 3
  if (share < 1 / 3) return 2
  return share < 2 / 3 ? 1 : 0
}
