/** Pairs of one kind that were judged: ratings on levels, or comparisons of two photos. */
export interface PairGroup {
  /** Share of the photos on each level; a single entry for comparisons, which have no levels. */
  readonly shares: readonly number[]
  /** How many pairs, as a weight. */
  readonly pairs: number
}

/** The grid over the predicted score, in standard deviations, and the strongest correlation that it resolves. */
const REACH = 4.5
const STEPS = 600
const STRONGEST = 0.995

/** Above this share of pairs without a tie, levels are taken for a continuous scale. */
const FEW_TIES = 0.97

/**
 * SROCC (average ranks) that goes with a concordance, where prediction and latent liking are jointly Gaussian with some
 * correlation r, and levels are the latent liking cut by thresholds. `concordance` is right minus wrong pairs of those
 * rated apart, in [-1, 1]. Without ties r = sin(pi / 2 concordance) and SROCC = 6 / pi asin(r / 2) (Kruskal 1958).
 * With ties both shrink, and not alike: for two equal levels a concordance of .46 is an SROCC of .40, not .64; hence
 * r is searched that explains the concordance of all groups at once, and turned into the SROCC on the scale of the first.
 */
export function sroccOfConcordance(concordance: number, groups: readonly PairGroup[]): number {
  const total = groups.reduce((sum, { pairs }) => sum + pairs, 0)
  const expected = (r: number): number =>
    groups.reduce((sum, { shares, pairs }) => sum + (pairs / total) * gaussianPair(shares, r).concordance, 0)
  let low = 0
  let high = STRONGEST
  const wanted = Math.abs(concordance)
  if (expected(high) <= wanted) low = high
  while (high - low > 1e-4) {
    const middle = (low + high) / 2
    if (expected(middle) < wanted) low = middle
    else high = middle
  }
  return Math.sign(concordance) * gaussianPair(groups[0]!.shares, (low + high) / 2).srocc
}

/** Concordance over untied pairs, and SROCC, at correlation r >= 0 of prediction and latent liking. */
export function gaussianPair(
  shares: readonly number[],
  r: number,
): { readonly concordance: number; readonly srocc: number } {
  const untied = 1 - shares.reduce((sum, share) => sum + share * share, 0)
  if (shares.length === 1 || untied > FEW_TIES)
    return { concordance: (2 / Math.PI) * Math.asin(r), srocc: (6 / Math.PI) * Math.asin(r / 2) }
  const noise = Math.sqrt(1 - r * r)
  const thresholds = quantiles(shares)
  const below = new Float64Array(shares.length) // P(prediction <= x, level), growing with x
  let right = 0 // P(the better rated of two is predicted better)
  let rank = 0 // E[F(prediction) G(level)], G the mid-rank of the level
  let all = 0
  const step = (2 * REACH) / STEPS
  for (let x = -REACH + step / 2; x < REACH; x += step) {
    const mass = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * step
    let worse = 0 // P(prediction <= x, a lower level)
    let lower = 0 // P(a lower level)
    let from = 0
    for (let level = 0; level < shares.length; level++) {
      const to = level === shares.length - 1 ? 1 : normalCdf((thresholds[level]! - r * x) / noise)
      const here = mass * (to - from)
      right += here * worse
      rank += here * (all + mass / 2) * (lower + shares[level]! / 2)
      worse += below[level]! + here / 2
      below[level]! += here
      lower += shares[level]!
      from = to
    }
    all += mass
  }
  const cubes = shares.reduce((sum, share) => sum + share ** 3, 0)
  return { concordance: (4 * right) / untied - 1, srocc: (12 * (rank - 1 / 4)) / Math.sqrt(1 - cubes) }
}

/** Thresholds of the latent liking that give the levels their shares. */
function quantiles(shares: readonly number[]): readonly number[] {
  let below = 0
  return shares.slice(0, -1).map((share) => {
    below += share
    let low = -8
    let high = 8
    while (high - low > 1e-9) {
      const middle = (low + high) / 2
      if (normalCdf(middle) < below) low = middle
      else high = middle
    }
    return (low + high) / 2
  })
}

/** Distribution function of the standard normal, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26 for erf). */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = 0.5 * series * Math.exp(-z * z)
  return x < 0 ? tail : 1 - tail
}
