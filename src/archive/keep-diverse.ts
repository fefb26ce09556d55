import { UsageError } from '../core/index.ts'
import type { Descriptors } from '../personalize/index.ts'
import type { Groups } from './groups.ts'

export interface KeepDiverseOptions {
  /** Places of the frames to choose from, in the order of taking. */
  readonly frames: ArrayLike<number>
  /** (frame): only their order and spread mean something; without them all frames are as good. */
  readonly scores?: ArrayLike<number> | undefined
  readonly descriptors: Pick<Descriptors, 'width' | 'embedding'>
  readonly series: Pick<Groups, 'of'>
  /** How many to keep, from 1. */
  readonly count: number
}

/**
 * How fast likeness falls with the angle between two embeddings: exp(2 (cos - 1)) is 1 for the same picture, .82 where the
 * cosine is .9, and .14 for two that have nothing to do with each other.
 */
const SHARPNESS = 2

/** Below it a frame adds nothing to those chosen: its picture is there already. */
const NOTHING = 1e-9

/**
 * Chooses frames that are good and unlike each other: greedy maximum of det(L) over subsets, L = diag(q) S diag(q), where
 * log q of a frame is half its standardised score and S the likeness of embeddings (a determinantal point process; the
 * algorithm is that of Chen, Zhang and Zhou, Fast Greedy MAP Inference, 2018: N^2 M steps for N of M frames). A second
 * frame of a series is chosen only once every series has one, a third once all that can have two; of frames that add as
 * much the earlier comes first. The same arguments choose the same frames.
 * @returns places, in the order of choosing; all frames where there are fewer than asked for. @throws {UsageError}
 */
export function keepDiverse({ frames, scores, descriptors, series, count }: KeepDiverseOptions): readonly number[] {
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`keep a whole number of frames from 1, not ${count}`)
  const length = frames.length
  const wanted = Math.min(count, length)
  const vectors = unitVectors(frames, descriptors) // (frame, m)
  const quality = scores === undefined ? new Float64Array(length) : standardised(scores) // (frame) 2 log q
  const left = new Float64Array(length).fill(1) // (frame) d_i^2: of its picture, what the chosen ones do not show
  const rows = Array.from({ length: wanted }, () => new Float64Array(length)) // (chosen, frame) c_i of the paper
  const turns = new Map<number, number>() // (series) frames chosen of it
  const turnOf = (frame: number): number => turns.get(series.of[frames[frame]!]!) ?? 0
  const isChosen = new Uint8Array(length)
  const chosen: number[] = []
  while (chosen.length < wanted) {
    const best = bestFrame({ left, quality, isChosen, turnOf })
    const row = rows[chosen.length]!
    if (left[best]! > NOTHING) {
      const scale = Math.sqrt(left[best]!)
      for (let frame = 0; frame < length; frame++) {
        if (isChosen[frame] === 1) continue
        let shown = likeness(vectors, best, frame, descriptors.width)
        for (let at = 0; at < chosen.length; at++) shown -= rows[at]![best]! * rows[at]![frame]!
        row[frame] = shown / scale
        left[frame]! -= row[frame]! ** 2
      }
    }
    isChosen[best] = 1
    turns.set(series.of[frames[best]!]!, turnOf(best) + 1)
    chosen.push(best)
  }
  return chosen.map((frame) => frames[frame]!)
}

/** Of the frames whose series has had its turn least often, the one that adds most. There is one. */
function bestFrame({
  left,
  quality,
  isChosen,
  turnOf,
}: {
  readonly left: Float64Array
  readonly quality: Float64Array
  readonly isChosen: Uint8Array
  readonly turnOf: (frame: number) => number
}): number {
  let [best, turn, most] = [-1, Infinity, -Infinity]
  for (let frame = 0; frame < left.length; frame++) {
    if (isChosen[frame] === 1) continue
    const own = turnOf(frame)
    if (own > turn) continue
    const gain = quality[frame]! + Math.log(Math.max(left[frame]!, NOTHING))
    // Of equal pictures rounding tells nothing.
    if (own < turn || gain > most + 1e-12) [best, turn, most] = [frame, own, gain]
  }
  return best
}

/** (frame, m) of length 1; of length 0 where an embedding says nothing. */
function unitVectors(
  frames: ArrayLike<number>,
  { width, embedding }: Pick<Descriptors, 'width' | 'embedding'>,
): Float32Array {
  const vectors = new Float32Array(frames.length * width)
  for (let frame = 0; frame < frames.length; frame++) {
    let squares = 0
    for (let at = 0; at < width; at++) squares += embedding[frames[frame]! * width + at]! ** 2
    const norm = Math.sqrt(squares) || 1
    for (let at = 0; at < width; at++) vectors[frame * width + at] = embedding[frames[frame]! * width + at]! / norm
  }
  return vectors
}

function likeness(vectors: Float32Array, a: number, b: number, width: number): number {
  let cosine = 0
  for (let at = 0; at < width; at++) cosine += vectors[a * width + at]! * vectors[b * width + at]!
  return Math.exp(SHARPNESS * (cosine - 1))
}

/** In standard deviations from their mean; 0 where all are equal. */
function standardised(scores: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(scores)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (deviation > 1e-12 ? (value - mean) / deviation : 0))
}
