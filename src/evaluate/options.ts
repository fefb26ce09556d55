import { createHash } from 'node:crypto'
import { type Job, UsageError } from '../core/index.ts'
import type { PlanOptions } from './plan.ts'
import type { Method } from './protocol.ts'

/** The trials are those of `planTrials`: `shots` are numbers of support photos, 0 is "no ratings yet". */
export interface EvaluateOptions extends PlanOptions {
  readonly methods: readonly Method[]
  /** Label that all others are compared with: differences with a 95 % interval. */
  readonly pairedAgainst?: string
  /** Label whose scores do not depend on the ratings; `harmed` counts the raters who fare worse than with it. */
  readonly withoutRatings?: string
  /** Bootstrap replicates for the intervals: 1,000 unless told, seconds for a hundred raters. */
  readonly replicates?: number
  /** A file that keeps what is finished: the same call goes on where it was stopped, and may add methods, trials or shots. */
  readonly record?: string
  /** What else decides the scores, for the record alone: the pack's hash, method settings, the version of palate. */
  readonly settings?: unknown
  readonly job?: Job
}

/** @throws {UsageError} for options that cannot be meant. */
export function checkOptions({ methods, shots, trials, maxRaters, replicates }: EvaluateOptions): void {
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least
  if (methods.length === 0) throw new UsageError('nothing to evaluate: name at least one method')
  const names = methods.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new UsageError(`the method ${twice} is named twice`)
  if (shots.length === 0 || new Set(shots).size !== shots.length || !shots.every((k) => whole(k, 0))) {
    throw new UsageError(`shots must be different whole numbers from 0, got ${shots.join(', ') || 'none'}`)
  }
  if (!whole(trials, 1)) throw new UsageError(`trials must be a whole number from 1, got ${trials}`)
  if (maxRaters !== undefined && !whole(maxRaters, 1)) {
    throw new UsageError(`the number of raters must be a whole number from 1, got ${maxRaters}`)
  }
  if (replicates !== undefined && !whole(replicates, 40)) {
    throw new UsageError(`a 95 % interval needs at least 40 bootstrap replicates, got ${replicates}`)
  }
}

/** Everything that decides an entry's scores; not the methods, trials and shots, so that a record can grow by them. */
export function settingsHash({ seed, raters, settings, supportFrom, draws }: EvaluateOptions): string {
  // What is not used is not written, so that records made before it existed stay good.
  const halves = supportFrom && [...supportFrom].sort((a, b) => a - b)
  return createHash('sha256')
    .update(JSON.stringify({ seed, raters, settings, supportFrom: halves, draws }))
    .digest('hex')
}
