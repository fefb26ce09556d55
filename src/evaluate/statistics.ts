import { pairwiseAccuracy, srocc } from '../core/index.ts'
import type { JudgedTrial, MethodResult, RaterResult } from './summary.ts'

/** What one label achieved over all raters and trials of one K; `column` is its place among the outcomes. */
export function judgeLabel(judged: readonly JudgedTrial[], column: number): MethodResult {
  const trials = judged.map(({ rater, trial, test, outcomes }) => {
    const { scores, seconds, coefficients } = outcomes[column]!
    const agreement = srocc(scores, test.scores)
    // The ratings vary, else the trial were left out: an undefined correlation means equal scores, which order nothing.
    const constant = Number.isNaN(agreement)
    const accuracy = pairwiseAccuracy(scores, test.scores)
    const photos = test.photos.length
    return { rater, trial, photos, constant, srocc: constant ? 0 : agreement, accuracy, seconds, coefficients }
  })
  const byRater = meansBy(trials.map((one) => [one.rater, one.srocc]))
  const byTrial = meansBy(trials.map((one) => [one.trial, one.srocc]))
  const raterMeans = [...byRater.values()]
  const spread = deviationOf(raterMeans)
  return {
    srocc: {
      mean: meanOf(raterMeans),
      std: deviationOf([...byTrial.values()]),
      se: spread === null ? null : spread / Math.sqrt(raterMeans.length),
    },
    pairwiseAccuracy: meanOf([...meansBy(trials.map((one) => [one.rater, one.accuracy])).values()]),
    secondsPerUser: meanOf([...meansBy(trials.map((one) => [one.rater, one.seconds])).values()]),
    raters: byRater.size,
    constantPredictions: trials.filter(({ constant }) => constant).length,
    perRater: [...groupBy(trials.map((one) => [one.rater, one]))].map(([rater, own]) => raterResult(rater, own)),
  }
}

interface TrialMeasures {
  readonly trial: number
  readonly photos: number
  readonly srocc: number
  readonly accuracy: number
  readonly coefficients: readonly number[] | undefined
}

function raterResult(rater: string, trials: readonly TrialMeasures[]): RaterResult {
  // A record may hold older trials without coefficients; the mean of some would pass for that of all.
  const coefficients = trials.flatMap((one) => (one.coefficients === undefined ? [] : [one.coefficients]))
  const whole = coefficients.length === trials.length
  return {
    rater,
    srocc: meanOf(trials.map((one) => one.srocc)),
    pairwiseAccuracy: meanOf(trials.map(({ accuracy }) => accuracy)),
    ...(whole ? { coefficients: coefficients[0]!.map((_, at) => meanOf(coefficients.map((each) => each[at]!))) } : {}),
    trials: trials.map(({ trial, photos, srocc: agreement, accuracy }) => ({
      trial,
      photos,
      srocc: agreement,
      pairwiseAccuracy: accuracy,
    })),
  }
}

/** Mean of the values under each key, in the order in which the keys first come. */
function meansBy<K>(pairs: readonly (readonly [K, number])[]): ReadonlyMap<K, number> {
  return new Map([...groupBy(pairs)].map(([key, values]) => [key, meanOf(values)]))
}

function groupBy<K, V>(pairs: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>()
  for (const [key, value] of pairs) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Standard deviation of a sample (n - 1); null for fewer than two numbers. */
function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
