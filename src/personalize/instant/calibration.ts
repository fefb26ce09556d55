import { UsageError } from '../../core/index.ts'

/** What was said before a pair was judged, and how it was judged. */
export interface JudgedPreference {
  /** P(a liked more than b) in [0, 1], as `preference` gives it. */
  readonly probability: number
  /** 1 where a was liked more, 0 where b was, .5 for a tie. */
  readonly outcome: number
}

/** The pairs of which one was said to be the better with a confidence in [from, to). */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly pairs: number
  /** Mean confidence of the bin's pairs and the share of them that came out so; NaN in an empty bin. */
  readonly predicted: number
  readonly observed: number
}

/** How far stated confidence and the share of right predictions lie apart. */
export interface Calibration {
  /** Expected calibration error in [0, 1]; NaN without pairs. */
  readonly ece: number
  readonly bins: readonly CalibrationBin[]
}

/**
 * Expected calibration error of pairwise preferences: sum over bins of (share of pairs in the bin) x |mean confidence -
 * share of right predictions|, over `bins` bins of equal width (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017).
 * Which photo of a pair is called a is chance, so each pair is first turned to have its likelier side in front: the bins
 * span confidences from .5 to 1, and the result does not hang on the turning. At exactly .5 no side is in front, and the
 * pair counts as half right.
 * @throws {UsageError} for a probability or outcome outside [0, 1], or fewer than one bin.
 */
export function calibration(
  judged: readonly JudgedPreference[],
  { bins = 10 }: { readonly bins?: number } = {},
): Calibration {
  if (!Number.isInteger(bins) || bins < 1) throw new UsageError(`calibration: ${bins} bins; it needs one or more`)
  const sums = Array.from({ length: bins }, () => ({ pairs: 0, predicted: 0, observed: 0 }))
  judged.forEach(({ probability, outcome }, at) => {
    if (!isShare(probability) || !isShare(outcome)) {
      throw new UsageError(
        `calibration: pair ${at} has probability ${probability} and outcome ${outcome}; both must lie in [0, 1]`,
      )
    }
    const confidence = Math.max(probability, 1 - probability)
    const right = probability === 0.5 ? 0.5 : probability > 0.5 ? outcome : 1 - outcome
    const sum = sums[Math.min(bins - 1, Math.floor((confidence - 0.5) * 2 * bins))]!
    sum.pairs++
    sum.predicted += confidence
    sum.observed += right
  })
  const ece = sums.reduce((total, { predicted, observed }) => total + Math.abs(predicted - observed), 0) / judged.length
  return {
    ece,
    bins: sums.map(({ pairs, predicted, observed }, bin) => ({
      from: 0.5 + bin / (2 * bins),
      to: 0.5 + (bin + 1) / (2 * bins),
      pairs,
      predicted: predicted / pairs,
      observed: observed / pairs,
    })),
  }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}
