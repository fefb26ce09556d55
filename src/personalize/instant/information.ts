import type { Random } from '../../core/index.ts'
import { ShapeError } from '../../core/index.ts'
import type { Posterior, Rows } from './posterior.ts'

/** Photos of the library from which C is estimated, and photos among which the next is chosen; both drawn at random. */
const SAMPLE = 1000
const CANDIDATES = 2000

/** Candidates for a question, in random order, with what their answers would tell: x = row - mean of the library. */
export interface Field {
  readonly width: number
  readonly places: Uint32Array
  /** (candidate) x . w */
  readonly mean: Float64Array
  /** (candidate, p) */
  readonly x: Float64Array
  /** (candidate, p) V x */
  readonly vx: Float64Array
  /** (candidate, p) C V x */
  readonly cvx: Float64Array
  /** (candidate) x' V x */
  readonly variance: Float64Array
  /** (candidate) x' V C V x */
  readonly reach: Float64Array
}

/** @throws {ShapeError} where the rows are not as wide as the posterior. */
export function openField(options: {
  readonly posterior: Posterior
  readonly rows: Rows
  readonly exclude?: ReadonlySet<number>
  readonly random: Random
}): Field {
  const { posterior, rows, random } = options
  const { width } = rows
  if (width !== posterior.weights.length) {
    throw new ShapeError(
      `next photos: the posterior has ${posterior.weights.length} weights, the rows ${width} numbers`,
    )
  }
  const library = centred(rows, draw(rows.count, SAMPLE, { random }))
  const second = secondMoment(library.x, width)
  const places = draw(rows.count, CANDIDATES, { random, exclude: options.exclude ?? new Set() })
  const { x } = centred(rows, places, library.mean)
  const vx = timesSymmetric(x, Float64Array.from(posterior.covariance.to1DArray()), width)
  const cvx = timesSymmetric(vx, second, width)
  return {
    width,
    places,
    mean: Float64Array.from(places, (_, at) => dotAt(x, at * width, posterior.weights, 0, width)),
    x,
    vx,
    cvx,
    variance: Float64Array.from(places, (_, at) => dotAt(x, at * width, vx, at * width, width)),
    reach: Float64Array.from(places, (_, at) => dotAt(vx, at * width, cvx, at * width, width)),
  }
}

/** Expected fall of the library's summed variance by an answer about one candidate with the given noise variance. */
export function gainOf(field: Field, candidate: number, noise: number): number {
  return field.reach[candidate]! / (Math.max(0, field.variance[candidate]!) + noise)
}

/** Changes the field in place as if f of a candidate were known: V <- V - V x x' V / x' V x, a downdate of rank one. */
export function observe(field: Field, candidate: number): void {
  const { width, x, vx, cvx, variance, reach } = field
  const known = variance[candidate]!
  if (known <= 1e-12) return
  const start = candidate * width
  const v = vx.slice(start, start + width) // V x of the known photo
  const cv = cvx.slice(start, start + width)
  const own = reach[candidate]!
  for (let at = 0; at < variance.length; at++) {
    const shared = dotAt(x, at * width, v, 0, width)
    const share = shared / known
    reach[at]! += share * share * own - 2 * share * dotAt(vx, at * width, cv, 0, width)
    variance[at]! -= share * shared
    for (let column = 0; column < width; column++) {
      vx[at * width + column]! -= share * v[column]!
      cvx[at * width + column]! -= share * cv[column]!
    }
  }
}

/** `limit` places below `count` that are not excluded, in random order; all of them where there are fewer. */
function draw(
  count: number,
  limit: number,
  { random, exclude = new Set() }: { readonly random: Random; readonly exclude?: ReadonlySet<number> },
): Uint32Array {
  const places = new Uint32Array(count)
  let left = 0
  for (let place = 0; place < count; place++) if (!exclude.has(place)) places[left++] = place
  const wanted = Math.min(limit, left)
  for (let at = 0; at < wanted; at++) {
    const other = at + random.integer(left - at)
    const held = places[at]!
    places[at] = places[other]!
    places[other] = held
  }
  return places.slice(0, wanted)
}

/** (place, p) deviations of the rows from a mean, by default their own. */
function centred(
  { data, width }: Rows,
  places: Uint32Array,
  given?: Float64Array,
): { readonly x: Float64Array; readonly mean: Float64Array } {
  const x = new Float64Array(places.length * width)
  places.forEach((place, at) => x.set(data.subarray(place * width, (place + 1) * width), at * width))
  const mean = given ?? meanRow(x, width)
  for (let start = 0; start < x.length; start += width) {
    for (let column = 0; column < width; column++) x[start + column]! -= mean[column]!
  }
  return { x, mean }
}

function meanRow(x: Float64Array, width: number): Float64Array {
  const sum = new Float64Array(width)
  for (let start = 0; start < x.length; start += width) {
    for (let column = 0; column < width; column++) sum[column]! += x[start + column]!
  }
  return sum.map((total) => (total * width) / x.length)
}

/** C = mean of x x', (p, p). */
function secondMoment(x: Float64Array, width: number): Float64Array {
  const result = new Float64Array(width * width)
  for (let start = 0; start < x.length; start += width) {
    for (let row = 0; row < width; row++) {
      const value = (x[start + row]! * width) / x.length
      for (let column = 0; column <= row; column++) result[row * width + column]! += value * x[start + column]!
    }
  }
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < row; column++) result[column * width + row] = result[row * width + column]!
  }
  return result
}

/** x times a symmetric matrix, row by row: (candidate, p) */
function timesSymmetric(x: Float64Array, matrix: Float64Array, width: number): Float64Array {
  const result = new Float64Array(x.length)
  for (let start = 0; start < x.length; start += width) {
    for (let row = 0; row < width; row++) result[start + row] = dotAt(matrix, row * width, x, start, width)
  }
  return result
}

function dotAt(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let sum = 0
  for (let at = 0; at < length; at++) sum += a[atA + at]! * b[atB + at]!
  return sum
}
