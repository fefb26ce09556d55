import type { Random } from '../../core/index.ts'
import { type Evidence, latestEvidence, photosOf, requireEvidence } from './evidence.ts'
import { type HeldOutPairs, judgeHeldOut } from './held-out.ts'
import type { LikelihoodSettings, Prior, Rows } from './posterior.ts'
import { sroccOfConcordance } from './rank-relation.ts'

/** Whether this pack can order photos as a person does. */
export type Verdict = 'too-few' | 'fits' | 'unclear' | 'no-model-fits'

/** How well a taste will order its owner's unseen photos. */
export interface Agreement {
  /** Expected SROCC with the person's own ratings of unseen photos; null where there is too little to say. */
  readonly srocc: number | null
  /** A 90 % interval of it. */
  readonly interval: readonly [low: number, high: number]
  /** Expected share of pairs rated apart that are put in the person's order; null where there is too little to say. */
  readonly pairwise: number | null
  /** Photos that something was said of. */
  readonly ratings: number
  readonly verdict: Verdict
  /** The above for people. */
  readonly sentence: string
}

/** Below this many rated photos nothing is said. */
const FEWEST = 5

/** A verdict against all models asks for this many. */
const FEWEST_FOR_VERDICT = 20

/** An SROCC below which an order is of little use: the best guess must lie below for 'no-model-fits', the low end above for 'fits'. */
const USEFUL = 0.2

/** What most people get (OASIS raters at ten ratings: .4 to .5): 'no-model-fits' only where even the high end lies below. */
const USUAL = 0.5

/** 95 % of a standard normal: both tails leave 10 %. */
const QUANTILE = 1.6449

/**
 * Honest estimate of how well a taste orders the person's own unseen photos, from the ratings alone: cross-validated
 * concordance of pairs (`judgeHeldOut`), turned into the SROCC that goes with it (`sroccOfConcordance`). It errs on the
 * low side, by what the photos left out would have taught.
 *
 * The interval is a jackknife over photos (Efron and Stein 1981: its variance is too large rather than too small) of the
 * concordance, on the scale of Fisher's z with Student's quantile, and never narrower than for a rank correlation of
 * unrelated samples (variance .437 / (K - 4); Fieller, Hartley and Pearson 1957): a few photos that happen to agree do not
 * make it certain.
 *
 * The verdict: 'too-few' below 5 photos or where no two were rated apart; 'fits' where the interval lies above .2;
 * 'no-model-fits' from 20 photos on where the estimate is below .2 and the interval below .5; else 'unclear'.
 * @throws {UsageError} for evidence that cannot be meant, or of photos that are not in the table.
 */
export function estimateAgreement(options: {
  readonly prior: Prior
  readonly rows: Rows
  readonly evidence: readonly Evidence[]
  readonly settings?: Partial<LikelihoodSettings>
  readonly random: Random
  readonly folds?: number
}): Agreement {
  const { prior, rows, settings = {}, random, folds = 5 } = options
  requireEvidence(options.evidence, { isPhoto: (photo) => photo >= 0 && photo < rows.count })
  const evidence = latestEvidence(options.evidence)
  const ratings = new Set(evidence.flatMap(photosOf)).size
  if (ratings < FEWEST) return tooFew(ratings, `it takes ${FEWEST} rated photos, and there are ${ratings}`)
  const judged = judgeHeldOut({ prior, rows, evidence, settings, random, folds })
  if (judged.pairs === 0) return tooFew(ratings, 'no two photos that can be compared were rated differently')

  const concordance = judged.right / judged.pairs
  const toSrocc = (value: number): number => sroccOfConcordance(value, judged.groups)
  const [low, high] = concordanceInterval(judged)
  const found = { srocc: toSrocc(concordance), interval: [toSrocc(low), toSrocc(high)], ratings } as const
  const pairwise = (1 + concordance) / 2
  const verdict = verdictOf(found)
  return { ...found, pairwise, verdict, sentence: sentenceOf({ ...found, pairwise, verdict }) }
}

/**
 * On the scale of Fisher's z. Fits that share most of their photos err together, which a jackknife over the outcomes cannot
 * see, so its variance is enlarged by the ratio of photos held out to photos fitted on (Nadeau and Bengio 2003). Their
 * once that ratio held the truth in only .82 to .85 of simulated people where 30 weights were learnt from 50 ratings; twice
 * the ratio is our choice, made on that simulation.
 */
function concordanceInterval(judged: HeldOutPairs): readonly [low: number, high: number] {
  const { photos, ratio, right, pairs, rightOf, pairsOf } = judged
  const without = Array.from(pairsOf, (own, photo) => (right - rightOf[photo]!) / (pairs - own)).filter(Number.isFinite)
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const jackknife = without.length === 0 ? 0 : (squares * (without.length - 1)) / without.length
  // A concordance of 1 has no finite z: half a pair of K photos is kept back.
  const most = 1 - 1 / photos
  const concordance = Math.max(-most, Math.min(most, right / pairs))
  const variance = Math.max(
    ((1 + 2 * ratio) * jackknife) / (1 - concordance ** 2) ** 2,
    0.437 / Math.max(1, photos - 4),
  )
  const freedom = Math.max(1, photos - 2)
  const student = QUANTILE * (1 + (QUANTILE ** 2 + 1) / (4 * freedom)) // first term of Cornish and Fisher's expansion
  const centre = Math.atanh(concordance)
  const reach = student * Math.sqrt(variance)
  return [Math.tanh(centre - reach), Math.tanh(centre + reach)]
}

function verdictOf(found: { srocc: number; interval: readonly [number, number]; ratings: number }): Verdict {
  const [low, high] = found.interval
  if (low > USEFUL) return 'fits'
  return found.ratings >= FEWEST_FOR_VERDICT && found.srocc < USEFUL && high < USUAL ? 'no-model-fits' : 'unclear'
}

function tooFew(ratings: number, reason: string): Agreement {
  const sentence = `It is too early to say how well this taste knows you: ${reason}.`
  return { srocc: null, interval: [-1, 1], pairwise: null, ratings, verdict: 'too-few', sentence }
}

function sentenceOf(found: {
  readonly srocc: number
  readonly interval: readonly [number, number]
  readonly pairwise: number
  readonly ratings: number
  readonly verdict: Verdict
}): string {
  const [low, high] = found.interval.map((value) => value.toFixed(2))
  const figures = `rank correlation ${found.srocc.toFixed(2)}, between ${low} and ${high} with 90 % confidence`
  const share = `${Math.round(100 * found.pairwise)} of 100 pairs`
  switch (found.verdict) {
    case 'fits':
      return `This taste should put ${share} of photos that you have not rated in your order (${figures}).`
    case 'no-model-fits':
      return (
        `After ${found.ratings} rated photos no order of this pack agrees with yours: it puts ${share} in your order, ` +
        `and chance would put 50 (${figures}). More ratings are unlikely to help; another pack may.`
      )
    default:
      return `It is not clear yet how well this taste knows you (${figures}). Rating more photos will tell.`
  }
}
