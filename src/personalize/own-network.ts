import { resolve } from 'node:path'
import { createRandom, type Job, type NamedTensors, silent, UsageError } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import type { SkippedPhoto } from '../image/index.ts'
import type { Base } from '../model/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import { openBed } from './bed.ts'
import type { Coefficients } from './coefficients.ts'
import { createMethod, type MethodOptions, methodNames } from './methods.ts'

/** Methods that give one person a network of their own: those whose outcomes have coefficients. */
export const mergingMethods: readonly string[] = methodNames.filter(
  (name) => name.startsWith('paper') || ['uniform-merge', 'adaptive-merge', 'released-code'].includes(name),
)

export interface OwnNetworkOptions extends Job, MethodOptions {
  readonly pack: Pack
  readonly base: Base
  readonly engine: Engine
  /** One person's ratings. */
  readonly ratings: readonly { readonly path: string; readonly score: number }[]
  /** One of `mergingMethods`; default `paper`. */
  readonly method?: string
  readonly seed?: number
}

/** theta_p of one person, ready to be exported or run. */
export interface OwnNetwork {
  /** The method's label, such as `paper`. */
  readonly method: string
  /** In the order of `pack.layers`. */
  readonly parameters: NamedTensors
  readonly coefficients: Coefficients
  /** Ratings that were learnt from. */
  readonly ratings: number
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * Learns from one person's ratings and merges the network of their own. Only the rated photos are looked at; the same
 * seed gives what `rank` learns from the same ratings.
 * @throws {UsageError} for a method that does not merge; it lists those that do.
 */
export async function learnOwnNetwork(options: OwnNetworkOptions): Promise<OwnNetwork> {
  const { ratings, method: name = 'paper', progress = silent, signal } = options
  if (!mergingMethods.includes(name))
    throw new UsageError(`${name} makes no network of one's own; choose ${mergingMethods.join(', ')}`)
  if (ratings.length === 0) throw new UsageError('there are no ratings to learn from')
  const paths = ratings.map(({ path }) => resolve(path)).sort()
  const bed = await openBed({ ...options, paths })
  try {
    const positionOf = new Map(bed.photos.map(({ path }, position) => [path, position]))
    const rated = ratings.filter(({ path }) => positionOf.has(resolve(path)))
    const support = {
      photos: rated.map(({ path }) => positionOf.get(resolve(path))!),
      scores: rated.map(({ score }) => score),
    }
    const outcomes = await createMethod(name, bed, options).learn(support, {
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
    const { label, coefficients } = outcomes.at(-1)!
    if (coefficients === undefined) throw new UsageError(`${name} makes no network of one's own`)
    return {
      method: label,
      coefficients,
      parameters: await bed.merged(coefficients),
      ratings: rated.length,
      skipped: bed.skipped,
    }
  } finally {
    await bed.close()
  }
}
