/**
 * What an order of one shoot shows: after a share of its frames, how large a share of its keepers one has seen. Knots of a
 * broken line from (0, 0) to (1, 1).
 */
export interface KeeperCurve {
  /** (knot): share of the frames looked at, ascending. */
  readonly looked: Float64Array
  /** (knot): share of the keepers among them. */
  readonly found: Float64Array
}

/**
 * The curve of an order by scores (frame), highest first. Frames of equal scores come in any order, so that they count by
 * the mean over all of these: keepers are then found evenly, and where all scores are equal the curve is the diagonal.
 * There must be a frame and a keeper.
 */
export function keeperCurve(scores: Float64Array, isKept: Uint8Array): KeeperCurve {
  const frames = scores.length
  const order = Uint32Array.from({ length: frames }, (_, at) => at).sort((a, b) => scores[b]! - scores[a]!)
  const keepers = isKept.reduce((sum, each) => sum + each, 0)
  const looked = [0]
  const found = [0]
  let shown = 0
  order.forEach((frame, at) => {
    shown += isKept[frame]!
    if (at + 1 < frames && scores[order[at + 1]!] === scores[frame]) return
    looked.push((at + 1) / frames)
    found.push(shown / keepers)
  })
  return { looked: Float64Array.from(looked), found: Float64Array.from(found) }
}

/** Share of the keepers in the first part of the frames, `share` in [0, 1]. */
export function foundAt({ looked, found }: KeeperCurve, share: number): number {
  const above = looked.findIndex((each) => each >= share)
  if (above === 0) return 0
  if (above === -1) return 1
  const part = (share - looked[above - 1]!) / (looked[above]! - looked[above - 1]!)
  return found[above - 1]! + part * (found[above]! - found[above - 1]!)
}

/** 1/2 by chance; with k keepers of n frames, 1 - k / 2n where all of them come first. */
export function areaUnder({ looked, found }: KeeperCurve): number {
  let area = 0
  for (let at = 1; at < looked.length; at++)
    area += ((looked[at]! - looked[at - 1]!) * (found[at]! + found[at - 1]!)) / 2
  return area
}
