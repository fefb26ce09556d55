import { UsageError } from '../core/index.ts'
import { bootstrapMeans, differenceInterval } from './bootstrap.ts'
import type { ExcludedRater } from './draws.ts'
import type { EvaluateOptions } from './options.ts'
import type { Support } from './protocol.ts'
import type { TestOutcome } from './record.ts'
import { judgeLabel } from './statistics.ts'

/** What a whole evaluation found. */
export interface Evaluation {
  readonly seed: number
  readonly trials: number
  readonly shots: readonly number[]
  /** How many raters were judged at one K at least. */
  readonly raters: number
  readonly excluded: Excluded
  readonly pairedAgainst?: string
  readonly withoutRatings?: string
  /** By label, then by K: `methods['paper-linear@50']['10']`. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, MethodResult>>>>
}

export interface Excluded {
  readonly raters: readonly ExcludedRater[]
  /** Trials left out for all methods: the rater gave all test photos one score. */
  readonly trials: readonly { readonly rater: string; readonly shots: number; readonly trial: number }[]
}

export interface MethodResult {
  /**
   * `mean` over raters of each rater's mean over trials; `std` over trials of the mean over raters, as the paper reports;
   * `se` the standard error over raters. null where one trial or one rater tells no spread.
   */
  readonly srocc: { readonly mean: number; readonly std: number | null; readonly se: number | null }
  readonly pairwiseAccuracy: number
  readonly secondsPerUser: number
  readonly raters: number
  /** Trials in which the method gave all test photos one score. */
  readonly constantPredictions: number
  /** Share of raters whose mean SROCC is worse than without ratings, on the same test photos, by more than .02. */
  readonly harmed?: number
  /** Mean SROCC less that of `pairedAgainst`, and the middle 95 % of a bootstrap over raters and photos. */
  readonly pairedDifference?: { readonly difference: number; readonly low: number; readonly high: number }
  readonly perRater: readonly RaterResult[]
}

/** One rater's figures: means over trials, and the trials. */
export interface RaterResult {
  readonly rater: string
  readonly srocc: number
  readonly pairwiseAccuracy: number
  /** Of methods that merge: coefficients of the n task vectors, mean over layers and trials. */
  readonly coefficients?: readonly number[]
  readonly trials: readonly TrialResult[]
}

export interface TrialResult {
  readonly trial: number
  /** Photos that were tested. */
  readonly photos: number
  readonly srocc: number
  readonly pairwiseAccuracy: number
}

export interface JudgedTrial {
  readonly rater: string
  readonly trial: number
  readonly shots: number
  readonly test: Support
  readonly outcomes: readonly TestOutcome[]
}

/** A rater counts as harmed from this loss of SROCC on: less is noise of the draw. */
const harm = 0.02

/**
 * Replicates by default: from seed to seed the ends of the interval then move by a standard deviation of 2 % of its width
 * (3 % at 500, 4 % at 200); 145 raters, 10 trials, 15 labels and 174 test photos take 10 seconds a K on one core.
 */
const defaultReplicates = 1000

type SummariseOptions = Pick<
  EvaluateOptions,
  'seed' | 'trials' | 'shots' | 'pairedAgainst' | 'withoutRatings' | 'replicates' | 'job'
> & { readonly judged: readonly JudgedTrial[]; readonly excluded: Excluded }

/** @throws {UsageError} where no trial could be judged. */
export async function summarise(options: SummariseOptions): Promise<Evaluation> {
  const { seed, trials, shots, judged, excluded, pairedAgainst, withoutRatings } = options
  if (judged.length === 0) {
    throw new UsageError(`no trial could be judged: in all ${excluded.trials.length} the test photos have one rating`)
  }
  const methods = new Map<string, Record<string, MethodResult>>()
  for (const k of shots) {
    const results = await summariseShots(
      judged.filter((trial) => trial.shots === k),
      k,
      options,
    )
    for (const [label, result] of results) methods.set(label, { ...methods.get(label), [k]: result })
  }
  return {
    seed,
    trials,
    shots,
    raters: new Set(judged.map(({ rater }) => rater)).size,
    excluded,
    ...(pairedAgainst === undefined ? {} : { pairedAgainst }),
    ...(withoutRatings === undefined ? {} : { withoutRatings }),
    methods: Object.fromEntries(methods),
  }
}

async function summariseShots(
  judged: readonly JudgedTrial[],
  shots: number,
  options: SummariseOptions,
): Promise<ReadonlyMap<string, MethodResult>> {
  const labels = judged[0]?.outcomes.map(({ label }) => label) ?? []
  const measured = labels.map((_, at) => judgeLabel(judged, at))
  const column = (label: string | undefined): number => (label === undefined ? -1 : labels.indexOf(label))
  const against = column(options.pairedAgainst)
  const baseline = measured[column(options.withoutRatings)]
  const replicates = against < 0 ? [] : await bootstrapShots(judged, shots, options)
  return new Map(
    labels.map((label, at) => {
      const result = measured[at]!
      const harmed = baseline && shareHarmed(result, baseline)
      const paired = against >= 0 && {
        difference: result.srocc.mean - measured[against]!.srocc.mean,
        ...differenceInterval(replicates[at]!, replicates[against]!),
      }
      const { perRater, ...figures } = result
      return [
        label,
        {
          ...figures,
          ...(harmed === undefined ? {} : { harmed }),
          ...(paired === false ? {} : { pairedDifference: paired }),
          perRater,
        },
      ]
    }),
  )
}

function shareHarmed(result: MethodResult, baseline: MethodResult): number {
  const worse = result.perRater.filter(({ srocc: mean }, at) => mean < baseline.perRater[at]!.srocc - harm)
  return worse.length / result.perRater.length
}

async function bootstrapShots(
  judged: readonly JudgedTrial[],
  shots: number,
  { seed, replicates = defaultReplicates, job }: SummariseOptions,
): Promise<readonly Float64Array[]> {
  const numbers = new Map<string, number>()
  for (const { rater } of judged) if (!numbers.has(rater)) numbers.set(rater, numbers.size)
  return bootstrapMeans({
    trials: judged.map(({ rater, test, outcomes }) => ({
      rater: numbers.get(rater)!,
      photos: test.photos,
      ratings: test.scores,
      scores: outcomes.map(({ scores }) => scores),
    })),
    replicates,
    seed: `${seed}/bootstrap/${shots}`,
    ...(job === undefined ? {} : { job }),
  })
}
