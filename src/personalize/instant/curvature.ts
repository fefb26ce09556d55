import type { Comparisons } from './comparisons.ts'
import type { Design } from './design.ts'
import type { Slopes } from './likelihood.ts'

/**
 * The (P, P) matrix of -d2 log p(z, t | evidence): I for the prior of z plus A' L A, where A maps the parameters to the
 * latents of the nodes and L, the curvature of the likelihood, is a graph Laplacian. Row-major, lower triangle only.
 */
export function curvatureMatrix(design: Design, comparisons: Comparisons, slopes: Slopes): Float64Array {
  const { width } = design
  const { photos, thresholds, gaps } = comparisons
  const { curvature, gapCoupling } = slopes
  const size = width + thresholds
  const matrix = new Float64Array(size * size)
  for (let at = 0; at < width; at++) matrix[at * size + at] = 1

  addProductInto(matrix, size, design, pulls(matrix, size, { design, comparisons, slopes }))

  for (let threshold = 0; threshold < thresholds; threshold++) {
    const place = (width + threshold) * size + width + threshold
    matrix[place] = curvature[photos.length + threshold]!
    if (gaps[threshold]! > 0) matrix[place - 1] = -gapCoupling[threshold]!
  }
  return matrix
}

/** (m, p): L A in the rows of photos. What couples photos with thresholds goes into the matrix at once. */
function pulls(
  matrix: Float64Array,
  size: number,
  { design, comparisons, slopes }: { design: Design; comparisons: Comparisons; slopes: Slopes },
): Float64Array {
  const { width, rows } = design
  const { photos, anchor, other } = comparisons
  const { curvature, coupling } = slopes
  const result = new Float64Array(rows.length)
  for (let photo = 0, at = 0; photo < photos.length; photo++)
    for (let column = 0; column < width; column++, at++) result[at] = curvature[photo]! * rows[at]!
  for (let at = 0; at < anchor.length; at++) {
    const mine = anchor[at]! * width
    if (anchor[at]! >= photos.length) break // ascending: the rest is between thresholds and constants
    const theirs = other[at]! * width
    const scale = coupling[at]!
    if (other[at]! < photos.length) {
      for (let column = 0; column < width; column++) {
        result[mine + column]! -= scale * rows[theirs + column]!
        result[theirs + column]! -= scale * rows[mine + column]!
      }
    } else {
      const row = (width + other[at]! - photos.length) * size
      for (let column = 0; column < width; column++) matrix[row + column]! -= scale * rows[mine + column]!
    }
  }
  return result
}

/**
 * Adds the lower triangle of rows' right, both (m, p): the hot loop of a fit. Four photos at a time, so that each number of
 * the matrix is fetched and put back once for the four.
 */
function addProductInto(matrix: Float64Array, size: number, { width, rows }: Design, right: Float64Array): void {
  const count = width === 0 ? 0 : rows.length / width
  let photo = 0
  for (; photo + 4 <= count; photo += 4) {
    const a = photo * width
    const b = a + width
    const c = b + width
    const d = c + width
    for (let i = 0; i < width; i++) {
      const offset = i * size
      const [ra, rb, rc, rd] = [rows[a + i]!, rows[b + i]!, rows[c + i]!, rows[d + i]!]
      for (let j = 0; j <= i; j++)
        matrix[offset + j]! += ra * right[a + j]! + rb * right[b + j]! + rc * right[c + j]! + rd * right[d + j]!
    }
  }
  for (; photo < count; photo++) {
    const a = photo * width
    for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) matrix[i * size + j]! += rows[a + i]! * right[a + j]!
  }
}
