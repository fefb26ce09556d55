import { createRandom, PalateError, ShapeError, UsageError } from '../core/index.ts'
import type { Rater, Support } from './protocol.ts'

export interface Draw {
  readonly support: Support
  /** All other photos of the rater, by ascending place in the bed. */
  readonly test: Support
}

/** Where draws take place. */
interface DrawOptions {
  readonly seed: number
  /** Photos that support comes from, all others being tested; default: support comes from all, the rest is tested. */
  readonly supportFrom?: ReadonlySet<number>
}

/**
 * The support of one trial: K of the rater's photos at random, without replacement; the rest is the test. The draw depends
 * on (seed, rater, trial, K) and nothing else, so every method meets the same one whatever runs beside it or before it.
 * Draws are not nested: the ten photos of K = 10 are drawn anew for K = 20, and each K has a test set of its own.
 */
export function drawSupport(
  rater: Rater,
  { seed, trial, shots, supportFrom }: DrawOptions & { readonly trial: number; readonly shots: number },
): Draw {
  // By place in the bed, so that the order of the rows in a ratings file changes nothing.
  const rated = rater.photos.toSorted((a, b) => a - b)
  const pool = supportFrom === undefined ? rated : rated.filter((photo) => supportFrom.has(photo))
  const support = createRandom(`${seed}/${rater.id}/${trial}/${shots}`).sample(pool, shots)
  const taken = supportFrom ?? new Set(support)
  return withScores(rater, { support, test: rated.filter((photo) => !taken.has(photo)) })
}

/** A draw of these photos with the scores that the rater gave them. */
export function withScores(
  rater: Rater,
  { support, test }: { readonly support: readonly number[]; readonly test: readonly number[] },
): Draw {
  const scoreOf = new Map(rater.photos.map((photo, at) => [photo, rater.scores[at]!]))
  const scored = (photos: readonly number[]): Support => ({
    photos,
    scores: photos.map((photo) => scoreOf.get(photo)!),
  })
  return { support: scored(support), test: scored(test) }
}

/** Half of them, rounded down, by the seed alone. */
export function halfOf<T>(items: Iterable<T>, seed: string): ReadonlySet<T> {
  const all = [...items]
  return new Set(createRandom(seed).sample(all, Math.floor(all.length / 2)))
}

export interface ExcludedRater {
  readonly rater: string
  readonly reason: 'too few photos' | 'constant scores' | 'no draw in the file'
  /** The numbers of shots at which the rater is left out. */
  readonly shots: readonly number[]
}

export interface Panel {
  /** Who is judged at each K, in the order given. */
  readonly at: ReadonlyMap<number, readonly Rater[]>
  readonly excluded: readonly ExcludedRater[]
}

/**
 * Who takes part. Left out and counted: raters whose scores are all equal, and, at each K, raters with fewer than K + 2
 * photos (K to be rated and 2 to be tested, where these come from halves), as two are the least that can be in order. `maxRaters` then picks among the raters who can take part at
 * the largest K, by the seed alone: the raters of `maxRaters: 6` are among those of `maxRaters: 24`.
 * @throws {UsageError} where nobody is left. @throws {PalateError} where a rater is malformed.
 */
export function choosePanel(
  raters: readonly Rater[],
  options: DrawOptions & { readonly shots: readonly number[]; readonly maxRaters?: number },
): Panel {
  checkRaters(raters)
  const excluded = raters.flatMap((rater): ExcludedRater[] => {
    if (isConstant(rater.scores)) return [{ rater: rater.id, reason: 'constant scores', shots: options.shots }]
    const short = options.shots.filter((shots) => !hasEnough(rater, shots, options))
    return short.length > 0 ? [{ rater: rater.id, reason: 'too few photos', shots: short }] : []
  })
  const varied = raters.filter((rater) => !isConstant(rater.scores))
  const able = (shots: number): readonly Rater[] => varied.filter((rater) => hasEnough(rater, shots, options))
  for (const shots of options.shots) {
    if (able(shots).length === 0) {
      throw new UsageError(
        `no rater can be judged at ${shots} shots: of ${raters.length} raters, ${raters.length - varied.length} gave all ` +
          `photos the same score and the others have fewer than ${atLeast(shots, options)} photos; ask for fewer shots`,
      )
    }
  }
  const { maxRaters } = options
  if (maxRaters === undefined) return { at: new Map(options.shots.map((shots) => [shots, able(shots)])), excluded }
  const pool = able(Math.max(...options.shots))
  const picked = new Set(createRandom(`${options.seed}/raters`).sample(pool, maxRaters))
  const panel = pool.filter((rater) => picked.has(rater))
  return { at: new Map(options.shots.map((shots) => [shots, panel])), excluded }
}

/** What a rater needs at K, in words. */
function atLeast(shots: number, { supportFrom }: DrawOptions): string {
  return supportFrom === undefined ? `${shots + 2}` : `${shots} photos to rate or 2 other`
}

export function isConstant(scores: readonly number[]): boolean {
  return scores.every((score) => score === scores[0])
}

function hasEnough({ photos }: Rater, shots: number, { supportFrom }: DrawOptions): boolean {
  if (supportFrom === undefined) return photos.length >= shots + 2
  const drawable = photos.filter((photo) => supportFrom.has(photo)).length
  return drawable >= shots && photos.length - drawable >= 2
}

/** @throws {PalateError} where a rater is malformed. */
export function checkRaters(raters: readonly Rater[]): void {
  const ids = new Set<string>()
  for (const { id, photos, scores } of raters) {
    if (ids.has(id)) throw new PalateError(`rater ${id} is listed twice; give each rater once, with all photos`)
    ids.add(id)
    if (photos.length !== scores.length) {
      throw new ShapeError(
        `rater ${id}: expected one score a photo, got ${photos.length} photos, ${scores.length} scores`,
      )
    }
    if (new Set(photos).size !== photos.length) {
      throw new PalateError(`rater ${id} scored a photo twice; keep one score of each photo`)
    }
    const lost = photos.find((photo) => !Number.isInteger(photo) || photo < 0)
    if (lost !== undefined) throw new PalateError(`rater ${id}: ${lost} is no place in the bed; places count from 0`)
    const odd = scores.find((score) => !Number.isFinite(score))
    if (odd !== undefined) throw new PalateError(`rater ${id} has the score ${odd}; scores must be finite numbers`)
  }
}
