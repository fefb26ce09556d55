import type { Detail } from './detail.ts'

/** Squared levels of gradient below which a tile has no edge to judge by. */
const EDGE = 4

/** The ratio along a sharp step, and along a slope much longer than a pixel. */
const [STEP, SLOPE] = [1 / 2, 1 / 4]

/**
 * How much more the edges are smeared along one direction than along the other, 0 to 1. For each direction u, the energy
 * of gradients in pixels of 1 px over that in pixels of 2 px, u'Fu / u'Cu, is a half along sharp steps and falls to a
 * quarter with a smear along u; of all directions the least and the greatest ratio are the eigenvalues of F relative to C.
 * Texture has more than a half: that it has so along one direction only does not make the other smeared. Dividing
 * leaves out of account what is directed by itself, such as a fence, as far as it is so at both sizes. Structure tensors:
 * Bigun and Granlund, 1987. It cannot tell a moving camera from a thing that moved or from an astigmatic lens, nor see
 * a shake that went round.
 */
export function motionBlurOf({
  fine,
  coarse,
  noise,
}: {
  readonly fine: Detail
  readonly coarse: Detail
  readonly noise: number
}): number {
  const variance = noise * noise // of which a half is in each diagonal of `fine`, an eighth in `coarse`
  // Sums over the tiles that have edges, each as much as the next.
  const f = { xx: 0, xy: 0, yy: 0 }
  const c = { xx: 0, xy: 0, yy: 0 }
  for (let tile = 0; tile < coarse.xx.length; tile++) {
    const power = coarse.xx[tile]! + coarse.yy[tile]!
    if (power < EDGE + variance / 2) continue
    f.xx += Math.max(0, fine.xx[tile]! - variance / 2) / power
    f.yy += Math.max(0, fine.yy[tile]! - variance / 2) / power
    f.xy += fine.xy[tile]! / power
    c.xx += Math.max(0, coarse.xx[tile]! - variance / 8) / power
    c.yy += Math.max(0, coarse.yy[tile]! - variance / 8) / power
    c.xy += coarse.xy[tile]! / power
  }
  // det(F - r C) = 0, a quadratic in r.
  const a = c.xx * c.yy - c.xy * c.xy
  const b = f.xx * c.yy + f.yy * c.xx - 2 * f.xy * c.xy
  const d = f.xx * f.yy - f.xy * f.xy
  if (!(a > 1e-6 * (c.xx + c.yy) ** 2) || b <= 0) return 0 // no edges, or all along one line
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * d))
  const [least, most] = [(b - root) / (2 * a), (b + root) / (2 * a)]
  return Math.min(1, Math.max(0, (1 - least / Math.min(most, STEP)) / (1 - SLOPE / STEP)))
}
