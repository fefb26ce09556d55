import { basename } from 'node:path'
import { UsageError } from '../../core/index.ts'
import type { DrawsFile } from './draws-file.ts'
import type { GivenDraw } from '../plan.ts'
import type { Rater } from '../protocol.ts'

export interface GivenDraws {
  readonly draws: readonly GivenDraw[]
  readonly shots: readonly number[]
  /** How many different trials there are. */
  readonly trials: number
  readonly report: DrawsReport
}

export interface DrawsReport {
  /** Base name of the file. */
  readonly file: string
  /** Draws that are taken. */
  readonly draws: number
  /** Raters whom the file names and who are not judged here. */
  readonly otherRaters: number
  /** Draws that lack a photo to be rated, or all but one to be tested, because photos were left out. */
  readonly leftOut: number
}

/**
 * The draws of a file for the raters who are judged.
 * @throws {UsageError} where the file has no draw at some K, or none can be taken.
 */
export function takeDraws(
  { path, draws: all }: DrawsFile,
  options: {
    readonly raters: readonly Rater[]
    /** Of the photos that are judged on, by path. */
    readonly places: ReadonlyMap<string, number>
    /** Only these, which the file must have; default: all of the file's. */
    readonly shots: readonly number[] | undefined
  },
): GivenDraws {
  const { raters, places, shots } = options
  const held = [...new Set(all.map((draw) => draw.shots))].sort((a, b) => a - b)
  const lacking = shots?.find((k) => !held.includes(k))
  if (lacking !== undefined)
    throw new UsageError(`${path} has no draw at ${lacking} shots; it has some at ${held.join(', ')}`)
  const byId = new Map(raters.map((rater) => [rater.id, rater]))
  const wanted = all.filter((draw) => shots?.includes(draw.shots) ?? true)
  const ofJudged = wanted.filter((draw) => byId.has(draw.rater))
  const draws = ofJudged.flatMap((draw): GivenDraw[] => {
    const placesOf = (photos: readonly string[]): number[] => photos.flatMap((photo) => places.get(photo) ?? [])
    const support = placesOf(draw.support)
    const taken = new Set(support)
    const rest = byId.get(draw.rater)!.photos.filter((photo) => !taken.has(photo))
    const test = (draw.test === undefined ? rest : placesOf(draw.test)).toSorted((a, b) => a - b)
    return support.length < draw.shots || test.length < 2 ? [] : [{ ...draw, support, test }]
  })
  if (draws.length === 0)
    throw new UsageError(`none of the ${wanted.length} draws of ${path} is of a rater and photos that are judged here`)
  const others = new Set(wanted.flatMap((draw) => (byId.has(draw.rater) ? [] : [draw.rater])))
  return {
    draws,
    shots: shots ?? held.filter((k) => draws.some((draw) => draw.shots === k)),
    trials: new Set(draws.map(({ trial }) => trial)).size,
    report: {
      file: basename(path),
      draws: draws.length,
      otherRaters: others.size,
      leftOut: ofJudged.length - draws.length,
    },
  }
}
