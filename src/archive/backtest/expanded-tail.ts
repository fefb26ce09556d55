/** 97.5 % of a standard normal. */
export const Z = 1.959963985

/**
 * Which share of a bootstrap's draws lies beyond each end of a 95 % interval of a mean of `count` values (at least 2).
 * Taken as it is, 2.5 %, the interval is too narrow where values are few: a bootstrap knows their spread only from
 * themselves, and divides by their number and not by one less. So the tail is that of Student's t, made wider by
 * sqrt(n / (n - 1)): the expanded percentile interval (Hesterberg 2015, "What teachers should know about the bootstrap").
 * With 5 values it is 0.1 %, with 12 1.1 %, with 100 2.4 %.
 */
export function expandedTail(count: number): number {
  return normalBelow(-Math.sqrt(count / (count - 1)) * studentEnd(count - 1))
}

/** 97.5 % of Student's t, from its expansion (Abramowitz and Stegun 26.7.5); within .001 from 4 degrees of freedom. */
function studentEnd(freedom: number): number {
  const z = (power: number): number => Z ** power
  return (
    Z +
    (z(3) + Z) / (4 * freedom) +
    (5 * z(5) + 16 * z(3) + 3 * Z) / (96 * freedom ** 2) +
    (3 * z(7) + 19 * z(5) + 17 * z(3) - 15 * Z) / (384 * freedom ** 3) +
    (79 * z(9) + 776 * z(7) + 1482 * z(5) - 1920 * z(3) - 945 * Z) / (92160 * freedom ** 4)
  )
}

/** P(standard normal < x) for x below 0, within 1e-7 (Abramowitz and Stegun 7.1.26). */
function normalBelow(x: number): number {
  const t = 1 / (1 + (0.3275911 * -x) / Math.SQRT2)
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return (polynomial * Math.exp((-x * x) / 2)) / 2
}
