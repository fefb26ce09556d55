import type { Comparisons } from './comparisons.ts'
import type { Design } from './design.ts'
import type { Slopes } from './likelihood.ts'

/**
 * The (P, P) matrix of -d2 log p(z, t | evidence): I for the prior of z plus A' L A, where A maps the parameters to the
 * latents of the nodes and L, the curvature of the likelihood, is a graph Laplacian. Row-major, lower triangle only.
 */
export function curvatureMatrix(design: Design, comparisons: Comparisons, slopes: Slopes): Float64Array {
  const { width, row } = design
  const { photos, thresholds, anchor, other, gaps } = comparisons
  const { curvature, coupling, gapCoupling } = slopes
  const size = width + thresholds
  const matrix = new Float64Array(size * size)
  for (let at = 0; at < width; at++) matrix[at * size + at] = 1

  const mine = new Float64Array(width)
  const theirs = new Float64Array(width)
  const opponents = new Float64Array(width)
  let at = 0
  for (let photo = 0; photo < photos.length; photo++) {
    row(photo, mine)
    let duels = 0
    for (; at < anchor.length && anchor[at] === photo; at++) {
      const node = other[at]!
      if (node < photos.length) {
        if (duels++ === 0) opponents.fill(0)
        row(node, theirs)
        addScaledInto(opponents, 0, theirs, -coupling[at]!)
      } else {
        addScaledInto(matrix, (width + node - photos.length) * size, mine, -coupling[at]!)
      }
    }
    if (duels > 0) {
      addOuterInto(matrix, size, mine, opponents)
      addOuterInto(matrix, size, opponents, mine)
    }
    for (let i = 0; i < width; i++) theirs[i] = curvature[photo]! * mine[i]!
    addOuterInto(matrix, size, theirs, mine)
  }

  for (let threshold = 0; threshold < thresholds; threshold++) {
    const place = (width + threshold) * size + width + threshold
    matrix[place] = curvature[photos.length + threshold]!
    if (gaps[threshold]! > 0) matrix[place - 1] = -gapCoupling[threshold]!
  }
  return matrix
}

function addScaledInto(target: Float64Array, offset: number, source: Float64Array, scale: number): void {
  for (let at = 0; at < source.length; at++) target[offset + at]! += scale * source[at]!
}

/** Lower triangle of left right', the hot loop of a fit: written out on flat numbers. */
function addOuterInto(matrix: Float64Array, size: number, left: Float64Array, right: Float64Array): void {
  for (let i = 0; i < left.length; i++) {
    const scale = left[i]!
    const offset = i * size
    for (let j = 0; j <= i; j++) matrix[offset + j]! += scale * right[j]!
  }
}
