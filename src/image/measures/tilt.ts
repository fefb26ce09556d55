import type { Plane } from './plane.ts'

/** Side of the blocks whose direction is asked, in pixels of the half-size photo. */
const BLOCK = 12

/** Degrees: lines that lean more are meant to. */
const MOST = 10

/** Degrees beside the peak that belong to it. */
const NEAR = 2

/** Of 1, how one-directional a block has to be: (l1 - l2) / (l1 + l2) of its structure tensor. */
const COHERENT = 0.95

/** Squared levels of gradient in a block that holds a line. */
const STRONG = 20

/** Weight of votes near the peak among all votes: by chance it would be 4 of 90 degrees. */
const DOMINANT = 0.25

/** Blocks that have to vote near the peak. */
const VOTERS = 12

/** Degrees of one bin of the histogram. */
const BIN = 0.25

/**
 * Degrees by which the lines of a photo lean clockwise from level or upright, of those within 10 degrees of it; null
 * where no direction dominates. Each block with one direction votes with its structure tensor's (Bigun and Granlund,
 * 1987), with the root of its energy. It takes a slope or a leaning tower for a tilted camera, and of converging lines
 * those of which there are most. With these bounds it is told of 25 of 250 photos of BSDS500, and follows turns of them
 * within half a degree in 86 %, within one in all (npx vitest run src/image/measures).
 */
export function tiltOf(half: Plane): number | null {
  const votes = votesOf(half)
  const all = votes.reduce((sum, { weight }) => sum + weight, 0)
  const peak = peakOf(votes)
  if (peak === null) return null
  const near = votes.filter(({ degrees }) => Math.abs(degrees - peak) <= NEAR)
  const weight = near.reduce((sum, vote) => sum + vote.weight, 0)
  if (near.length < VOTERS || weight < DOMINANT * all) return null
  const mean = near.reduce((sum, vote) => sum + vote.weight * vote.degrees, 0) / weight
  return Math.abs(mean) <= MOST ? mean : null
}

interface Vote {
  /** From the nearer of level and upright, clockwise, in [-45, 45). */
  readonly degrees: number
  readonly weight: number
}

function votesOf({ width, height, values }: Plane): readonly Vote[] {
  const votes: Vote[] = []
  for (let top = 1; top + BLOCK < height; top += BLOCK)
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      let xx = 0
      let xy = 0
      let yy = 0
      for (let y = top; y < top + BLOCK; y++)
        for (let at = y * width + left, end = at + BLOCK; at < end; at++) {
          const above = at - width
          const below = at + width
          // Scharr's weights: differences whose direction is right within a fraction of a degree.
          const falling = values[below + 1]! - values[above - 1]!
          const rising = values[above + 1]! - values[below - 1]!
          const across = (3 * (falling + rising) + 10 * (values[at + 1]! - values[at - 1]!)) / 32
          const down = (3 * (falling - rising) + 10 * (values[below]! - values[above]!)) / 32
          xx += across * across
          xy += across * down
          yy += down * down
        }
      const energy = (xx + yy) / (BLOCK * BLOCK)
      const difference = Math.hypot(xx - yy, 2 * xy)
      if (energy < STRONG || difference < COHERENT * (xx + yy)) continue
      // Of the gradient; its line is 90 degrees further, which folds to the same.
      const degrees = (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI
      votes.push({ degrees: degrees - 90 * Math.floor((degrees + 45) / 90), weight: Math.sqrt(energy) })
    }
  return votes
}

/** The middle of the best window of the votes; null of none. */
function peakOf(votes: readonly Vote[]): number | null {
  const bins = new Float64Array(Math.round((2 * (MOST + NEAR)) / BIN))
  for (const { degrees, weight } of votes) {
    const bin = Math.floor((degrees + MOST + NEAR) / BIN)
    if (bin >= 0 && bin < bins.length) bins[bin]! += weight
  }
  const reach = Math.round(NEAR / BIN)
  let best = { weight: 0, degrees: 0 }
  for (let bin = reach; bin <= bins.length - reach; bin++) {
    let weight = 0
    for (let near = bin - reach; near < bin + reach; near++) weight += bins[near]!
    if (weight > best.weight) best = { weight, degrees: bin * BIN - MOST - NEAR }
  }
  return best.weight === 0 ? null : best.degrees
}
