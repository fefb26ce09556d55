import { PalateError } from '../core/index.ts'

/** What one person has rated: the support set. Positions of photos in a bed, and their scores on any scale. */
export interface Support {
  readonly photos: readonly number[]
  readonly scores: readonly number[]
}

/** @throws {PalateError} where a score is not finite, a photo stands twice, or the two lists differ in length. */
export function requireSupport({ photos, scores }: Support): void {
  if (photos.length !== scores.length)
    throw new PalateError(`support set: ${photos.length} photos with ${scores.length} scores`)
  const bad = scores.findIndex((each) => !Number.isFinite(each))
  if (bad >= 0) throw new PalateError(`support set: score ${bad + 1} is ${scores[bad]}; scores must be finite numbers`)
  if (new Set(photos).size !== photos.length) throw new PalateError('support set: a photo is rated twice')
}

/** A user's scores mapped affinely so that their lowest and highest become the template's 1 and 10; the middle when all are equal. */
export function scoresOnTemplate(scores: readonly number[]): number[] {
  const low = Math.min(...scores)
  const high = Math.max(...scores)
  return scores.map((each) => (high === low ? 5.5 : 1 + (9 * (each - low)) / (high - low)))
}
