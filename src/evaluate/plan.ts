import { createRandom, UsageError } from '../core/index.ts'
import {
  checkRaters,
  choosePanel,
  type Draw,
  drawSupport,
  type ExcludedRater,
  isConstant,
  withScores,
} from './draws.ts'
import type { Rater } from './protocol.ts'

/** One trial of one rater at one K: what every method is given and what it is judged on. */
export interface PlannedTrial {
  readonly rater: Rater
  readonly trial: number
  readonly shots: number
  readonly draw: Draw
}

/** A published draw; the scores are the rater's own. */
export interface GivenDraw {
  readonly rater: string
  readonly trial: number
  readonly shots: number
  /** Places in the bed of K photos, and of at least two others that are tested. */
  readonly support: readonly number[]
  readonly test: readonly number[]
}

export interface PlanOptions {
  readonly raters: readonly Rater[]
  readonly shots: readonly number[]
  readonly trials: number
  readonly seed: number
  readonly maxRaters?: number
  /** Photos that support comes from, all others being tested; see `drawSupport`. */
  readonly supportFrom?: ReadonlySet<number>
  /** Draws to be taken instead of random ones: at `shots`, whatever trials they are of. */
  readonly draws?: readonly GivenDraw[]
}

export interface Plan {
  /** By trial, then K, then rater. */
  readonly trials: readonly PlannedTrial[]
  readonly excluded: readonly ExcludedRater[]
}

/**
 * All trials of an evaluation, which depend on nothing but these options.
 * @throws {UsageError} where nobody can be judged. @throws {PalateError} where a rater is malformed.
 */
export function planTrials(options: PlanOptions): Plan {
  return options.draws === undefined ? randomTrials(options) : givenTrials(options, options.draws)
}

function randomTrials(options: PlanOptions): Plan {
  const { raters, shots, trials } = options
  const panel = choosePanel(raters, options)
  const planned = Array.from({ length: trials }, (_, trial) =>
    shots.map((k) =>
      panel.at
        .get(k)!
        .map((rater) => ({ rater, trial, shots: k, draw: drawSupport(rater, { ...options, trial, shots: k }) })),
    ),
  )
  return { trials: planned.flat(2), excluded: panel.excluded }
}

function givenTrials({ raters, shots, seed, maxRaters }: PlanOptions, draws: readonly GivenDraw[]): Plan {
  checkRaters(raters)
  const given = new Set(draws.map(({ rater, shots: k }) => `${k}/${rater}`))
  const excluded = raters.flatMap((rater): ExcludedRater[] => {
    if (isConstant(rater.scores)) return [{ rater: rater.id, reason: 'constant scores', shots }]
    const without = shots.filter((k) => !given.has(`${k}/${rater.id}`))
    return without.length > 0 ? [{ rater: rater.id, reason: 'no draw in the file', shots: without }] : []
  })
  const drawn = new Set(draws.map(({ rater }) => rater))
  const pool = raters.filter((rater) => drawn.has(rater.id) && !isConstant(rater.scores))
  if (pool.length === 0) {
    throw new UsageError(`no rater can be judged: none of the ${raters.length} raters has a draw and differing scores`)
  }
  const picked = new Set(maxRaters === undefined ? pool : createRandom(`${seed}/raters`).sample(pool, maxRaters))
  const places = new Map(raters.map((rater, at) => [rater.id, { rater, at }]))
  const trials = draws.flatMap((draw) => {
    const place = places.get(draw.rater)
    if (place === undefined || !picked.has(place.rater) || !shots.includes(draw.shots)) return []
    const { rater, at } = place
    return [{ at, planned: { rater, trial: draw.trial, shots: draw.shots, draw: withScores(rater, draw) } }]
  })
  trials.sort(
    (a, b) =>
      a.planned.trial - b.planned.trial ||
      shots.indexOf(a.planned.shots) - shots.indexOf(b.planned.shots) ||
      a.at - b.at,
  )
  return { trials: trials.map(({ planned }) => planned), excluded }
}
