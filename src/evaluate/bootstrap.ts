import { CancelledError, createRandom, type Job, silent } from '../core/index.ts'

/** One trial of one rater, with what every label made of it. */
export interface TrialScores {
  /** Number of the rater, from 0. */
  readonly rater: number
  /** Places in the bed of the test photos. */
  readonly photos: readonly number[]
  readonly ratings: readonly number[]
  /** By label, one score a test photo. */
  readonly scores: readonly Float32Array[]
}

/**
 * Replicates of each label's mean SROCC under a bootstrap over raters and photos: both are drawn anew with replacement, and
 * every SROCC is computed again from the stored scores, on the test photos as often as they were drawn (copies tie). All
 * raters of a bed share its photos, so a bootstrap over raters alone would call a difference certain that hangs on a few
 * photos. The same replicate serves all labels, so that differences are paired.
 * On simulated beds a 95 % interval held the true difference in 91 % (noise of the photos, shared by all raters) to 100 %
 * (noise of each rater and photo, which this bootstrap counts up to three times: Owen 2007).
 * A trial whose drawn photos all have one rating is left out of its replicate; scores that are all equal count 0.
 * @returns one array of `replicates` numbers a label.
 * @throws {CancelledError} where the job is stopped.
 */
export async function bootstrapMeans(options: {
  readonly trials: readonly TrialScores[]
  readonly replicates: number
  readonly seed: string
  readonly job?: Job
}): Promise<readonly Float64Array[]> {
  const { trials, replicates, job } = options
  const labels = trials[0]?.scores.length ?? 0
  const raters = 1 + trials.reduce((most, { rater }) => Math.max(most, rater), -1)
  const rated = [...new Set(trials.flatMap(({ photos }) => photos))].sort((a, b) => a - b)
  const prepared = trials.map(prepareTrial)
  const photoCopies = new Float64Array((rated.at(-1) ?? -1) + 1)
  const random = createRandom(options.seed)
  const means = Array.from({ length: labels }, () => new Float64Array(replicates))
  const sums = new Float64Array(raters * labels)
  for (let replicate = 0; replicate < replicates; replicate++) {
    if (replicate % 16 === 0) await breathe(job, replicate, replicates)
    photoCopies.fill(0)
    for (let drawn = 0; drawn < rated.length; drawn++) photoCopies[rated[random.integer(rated.length)]!]!++
    const raterCopies = new Float64Array(raters)
    for (let drawn = 0; drawn < raters; drawn++) raterCopies[random.integer(raters)]!++
    sums.fill(0)
    const counts = new Float64Array(raters)
    for (const trial of prepared) {
      if (raterCopies[trial.rater] === 0) continue
      if (addTrialInto(sums, trial, photoCopies)) counts[trial.rater]!++
    }
    for (let label = 0; label < labels; label++) {
      let total = 0
      let weight = 0
      for (let rater = 0; rater < raters; rater++) {
        if (counts[rater] === 0) continue
        total += (raterCopies[rater]! * sums[rater * labels + label]!) / counts[rater]!
        weight += raterCopies[rater]!
      }
      means[label]![replicate] = weight === 0 ? 0 : total / weight
    }
  }
  return means
}

/** The middle 95 % of `a - b`, replicate by replicate. */
export function differenceInterval(a: Float64Array, b: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = a.map((value, at) => value - b[at]!).sort()
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

/** Of ascending values, linear between neighbours; `share` from 0 to 1. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!)
}

async function breathe(job: Job | undefined, done: number, total: number): Promise<void> {
  const progress = job?.progress ?? silent
  progress.report({ label: 'bootstrap over raters and photos', done, total })
  // A turn of the event loop, or Ctrl-C would never be heard.
  await new Promise((resume) => setTimeout(resume, 0))
  if (job?.signal?.aborted) throw new CancelledError('stopped during the bootstrap; what the record holds is kept')
}

/** Values in ascending order: sorted once, walked in every replicate. */
interface Sorted {
  readonly order: Uint32Array
  /** 1 at the last of each run of equal values. */
  readonly ends: Uint8Array
}

interface PreparedTrial {
  readonly rater: number
  readonly photos: Uint32Array
  readonly ratings: Sorted
  readonly scores: readonly Sorted[]
  /** Room for one replicate: how often each photo was drawn, and that times its centred rating rank. */
  readonly copies: Float64Array
  readonly weighted: Float64Array
}

function prepareTrial({ rater, photos, ratings, scores }: TrialScores): PreparedTrial {
  return {
    rater,
    photos: Uint32Array.from(photos),
    ratings: sortOnce(ratings),
    scores: scores.map(sortOnce),
    copies: new Float64Array(photos.length),
    weighted: new Float64Array(photos.length),
  }
}

function sortOnce(values: ArrayLike<number>): Sorted {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at).sort((a, b) => values[a]! - values[b]!)
  const ends = new Uint8Array(order.length)
  for (let at = 0; at < order.length; at++) {
    ends[at] = at + 1 === order.length || values[order[at]!] !== values[order[at + 1]!] ? 1 : 0
  }
  return { order, ends }
}

/** Adds the SROCC of every label to `sums` (rater, label); false where the drawn photos all have one rating. */
function addTrialInto(sums: Float64Array, trial: PreparedTrial, photoCopies: Float64Array): boolean {
  const { photos, copies, weighted, ratings, scores } = trial
  let size = 0
  for (let at = 0; at < photos.length; at++) size += copies[at] = photoCopies[photos[at]!]!
  const middle = (size + 1) / 2 // the mean of the average ranks, whatever ties
  const ratingSquares = centreRatingsInto(weighted, { copies, ratings, middle })
  if (ratingSquares === 0) return false
  for (let label = 0; label < scores.length; label++) {
    sums[trial.rater * scores.length + label]! += correlate(scores[label]!, { copies, weighted, middle, ratingSquares })
  }
  return true
}

/**
 * Spearman's correlation of photos that count `copies` times each: 0 where all scores are equal, nothing where all ratings
 * are. The one replicate of `bootstrapMeans`, for checking it.
 */
export function weightedSrocc(given: {
  readonly scores: readonly number[]
  readonly ratings: readonly number[]
  readonly copies: readonly number[]
}): number | undefined {
  const photos = given.scores.map((_, at) => at)
  const trial = { rater: 0, photos, ratings: given.ratings, scores: [Float32Array.from(given.scores)] }
  const sums = new Float64Array(1)
  return addTrialInto(sums, prepareTrial(trial), Float64Array.from(given.copies)) ? sums[0]! : undefined
}

/** Fills `weighted` with copies times centred average rank; gives the sum of squares, 0 where all drawn ratings are equal. */
function centreRatingsInto(
  weighted: Float64Array,
  { copies, ratings, middle }: { readonly copies: Float64Array; readonly ratings: Sorted; readonly middle: number },
): number {
  const { order, ends } = ratings
  let before = 0
  let squares = 0
  for (let start = 0; start < order.length;) {
    let run = 0
    let end = start
    do run += copies[order[end]!]!
    while (ends[end++] === 0)
    const rank = before + (run + 1) / 2 - middle
    for (let place = start; place < end; place++) weighted[order[place]!] = copies[order[place]!]! * rank
    squares += run * rank * rank
    before += run
    start = end
  }
  return squares
}

/** One walk through the scores in order: each run of equal scores has one centred average rank. */
function correlate(
  { order, ends }: Sorted,
  ranked: {
    readonly copies: Float64Array
    readonly weighted: Float64Array
    readonly middle: number
    readonly ratingSquares: number
  },
): number {
  const { copies, weighted, middle, ratingSquares } = ranked
  let before = 0
  let run = 0
  let runProducts = 0
  let products = 0
  let squares = 0
  for (let place = 0; place < order.length; place++) {
    const at = order[place]!
    run += copies[at]!
    runProducts += weighted[at]!
    if (ends[place] === 0) continue
    const rank = before + (run + 1) / 2 - middle
    products += rank * runProducts
    squares += run * rank * rank
    before += run
    run = 0
    runProducts = 0
  }
  return squares === 0 ? 0 : products / Math.sqrt(squares * ratingSquares)
}
