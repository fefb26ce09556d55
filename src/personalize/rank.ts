import { resolve } from 'node:path'
import { createRandom, type Job, silent, UsageError } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import type { SkippedPhoto } from '../image/index.ts'
import type { Base } from '../model/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import { openBed } from './bed.ts'
import { createMethod, type MethodOptions } from './methods.ts'
import type { Support } from './support.ts'

export interface RankOptions extends Job, MethodOptions {
  readonly pack: Pack
  readonly base: Base
  readonly engine: Engine
  /** Photos to be put in order. */
  readonly photos: readonly string[]
  /** One person's ratings; the photos need not be among those to be ordered. */
  readonly ratings: readonly { readonly path: string; readonly score: number }[]
  /** Name of a method; default `ensemble`. */
  readonly method?: string
  readonly seed?: number
}

export interface RankedPhoto {
  readonly path: string
  /** On the method's own scale: only the order means something. */
  readonly score: number
  /** How far the pack's databases disagree about the photo, on the same scale; null where the method cannot say. */
  readonly deviation: number | null
  /** The rating that the person gave at the same place in their own order, on 1 to 5; null where their ratings show no order. */
  readonly stars: number | null
}

export interface Ranking {
  readonly pack: string
  readonly method: string
  readonly seconds: number
  readonly ratings: number
  /** Best first. */
  readonly photos: readonly RankedPhoto[]
  readonly skipped: readonly SkippedPhoto[]
}

/** Orders photos by one person's taste. A photo that cannot be read is reported and left out. */
export async function rank(options: RankOptions): Promise<Ranking> {
  const { pack, ratings, progress = silent, signal } = options
  const started = performance.now()
  if (options.photos.length === 0) throw new UsageError('there are no photos to rank')
  const wanted = new Set(options.photos.map((path) => resolve(path)))
  const paths = [...new Set([...wanted, ...ratings.map(({ path }) => resolve(path))])].sort()
  const bed = await openBed({ ...options, paths })
  try {
    const positionOf = new Map(bed.photos.map(({ path }, position) => [path, position]))
    const rated = ratings.filter(({ path }) => positionOf.has(resolve(path)))
    const support: Support = {
      photos: rated.map(({ path }) => positionOf.get(resolve(path))!),
      scores: rated.map(({ score }) => score),
    }
    const method = createMethod(options.method ?? 'ensemble', bed, options)
    const outcomes = await method.learn(support, {
      rater: 'you',
      random: createRandom(`${options.seed ?? 0}/rank`),
      ...(signal === undefined ? {} : { signal }),
      onStep: (step, steps, loss) =>
        progress.report({
          label: 'training your coefficients',
          done: step + 1,
          total: steps,
          note: `loss ${loss.toFixed(3)}`,
        }),
    })
    const outcome = outcomes.at(-1)!
    const order = bed.photos.map((_, position) => position).sort((a, b) => outcome.scores[b]! - outcome.scores[a]!)
    const stars = starsOf(order.length, support.scores)
    const photos = order.flatMap((position, place): RankedPhoto[] => {
      const { path } = bed.photos[position]!
      if (!wanted.has(path)) return []
      return [
        {
          path,
          score: outcome.scores[position]!,
          deviation: outcome.deviations?.[position] ?? null,
          stars: stars(place),
        },
      ]
    })
    return {
      pack: pack.name,
      method: outcome.label,
      seconds: (performance.now() - started) / 1000,
      ratings: rated.length,
      photos,
      skipped: bed.skipped,
    }
  } finally {
    await bed.close()
  }
}

/** A photo at place p of N gets the rating that stands at the same share of the person's own ratings, scaled to 1 to 5. */
function starsOf(count: number, scores: readonly number[]): (place: number) => number | null {
  const sorted = [...scores].sort((a, b) => b - a)
  const [high, low] = [sorted[0], sorted.at(-1)]
  if (high === undefined || low === undefined || high === low) return () => null
  return (place) => {
    const rating = sorted[Math.min(sorted.length - 1, Math.floor(((place + 0.5) / count) * sorted.length))]!
    return Math.round(1 + (4 * (rating - low)) / (high - low))
  }
}
