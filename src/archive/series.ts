import type { PhotoFacts } from '../catalog/index.ts'
import { wordsDistance } from '../image/index.ts'
import type { Descriptors } from '../personalize/index.ts'
import { countGroups, type Groups, groupsBy, membersOf } from './groups.ts'

/**
 * Neighbours show the same up to this many differing bits of 128: that takes in all frames turned by one degree, 24 % of
 * those moved by 5 % of their width, and none of 20,910 pairs of different photos (`scripts/series-likeness.js`). It is
 * wider than where two files count as one photo (`nearDistance`, 8 bits): here photos are neighbours in time anyway.
 */
export const SERIES_DISTANCE = 20

export interface SeriesSettings {
  /** Seconds between neighbours, at most. */
  readonly pauseSeconds: number
  /** Differing bits of 128 between neighbours, at most. */
  readonly hashDistance: number
  /** Cosine of the embeddings of frames with times, at least, where the hashes differ more; 2 for never. */
  readonly likeness: number
}

/**
 * The hash tells frames of a camera held still; where it moved, the embedding does. With the starter pack 0.9 takes in 93 %
 * of frames moved by 5 % of their width, and none of those pairs of different photos.
 */
export const DEFAULT_SERIES: SeriesSettings = { pauseSeconds: 60, hashDistance: SERIES_DISTANCE, likeness: 0.9 }

export interface SeriesLibrary {
  readonly facts: Pick<PhotoFacts, 'count' | 'takenAt' | 'camera' | 'hashes'>
  readonly descriptors?: Pick<Descriptors, 'width' | 'embedding'>
}

/**
 * Near duplicates: frames of one shoot and one camera that follow each other within a minute and look alike; most photos
 * are alone in theirs. Two people's frames may lie between each other and break no chain. One chain is one series: its
 * ends may be less alike than neighbours are. Frames without a time are neighbours by name. Series stand shoot by shoot,
 * in order of their first frames.
 */
export function seriesOf(library: SeriesLibrary, shoots: Groups, settings: Partial<SeriesSettings> = {}): Groups {
  const { facts } = library
  const all = { ...DEFAULT_SERIES, ...settings }
  const of = new Int32Array(facts.count)
  let count = 0
  for (let shoot = 0; shoot < countGroups(shoots); shoot++) {
    const lastOf = new Map<number, number>() // the last frame of each camera
    for (const place of membersOf(shoots, shoot)) {
      const last = lastOf.get(facts.camera[place]!)
      of[place] = last !== undefined && goesOn(library, [last, place], all) ? of[last]! : count++
      lastOf.set(facts.camera[place]!, place)
    }
  }
  return groupsBy(of, { order: shoots.members, count })
}

function goesOn(
  { facts: { takenAt, hashes }, descriptors }: SeriesLibrary,
  [a, b]: readonly [number, number],
  { pauseSeconds, hashDistance, likeness }: SeriesSettings,
): boolean {
  // The camera's own clock, set right or not; NaN is not greater: then names alone say who is whose neighbour.
  if (takenAt[b]! - takenAt[a]! > 1000 * pauseSeconds) return false
  if (wordsDistance(hashes, a, hashes, b) <= hashDistance) return true
  // Without times nothing says that they were taken one after the other, as two alike embeddings do not.
  if (Number.isNaN(takenAt[b]!) || descriptors === undefined) return false
  return cosine(descriptors, a, b) >= likeness
}

/** Between -1 and 1; 0 where an embedding is 0. The embedding is whitened: the pack's reference photos have mean 0. */
function cosine({ width, embedding }: Pick<Descriptors, 'width' | 'embedding'>, a: number, b: number): number {
  let [product, ofA, ofB] = [0, 0, 0]
  for (let at = 0; at < width; at++) {
    const [x, y] = [embedding[a * width + at]!, embedding[b * width + at]!]
    product += x * y
    ofA += x * x
    ofB += y * y
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB)
}
