import { PalateError } from '../../core/index.ts'
import { type Descriptors, EMBEDDING_STEPS } from '../descriptor.ts'
import { foldWeights, requireShape, type TasteModel } from './taste-model.ts'

/** Photos in the order of a taste. */
export interface TasteOrder {
  /** Places of the photos, best first; photos of equal score in the order of their places. */
  readonly places: Uint32Array
  /** (photo): phi . w in single precision, by place. */
  readonly scores: Float32Array
}

/**
 * Scores and order of any number of photos under one weight vector. One matrix-vector product and a radix sort, linear
 * in the number of photos; beside the descriptors it needs 20 bytes a photo.
 * @throws {ShapeError} where weights or descriptors are not the pack's. @throws {PalateError} where a weight is not finite.
 */
export function orderByTaste(weights: ArrayLike<number>, descriptors: Descriptors, model: TasteModel): TasteOrder {
  const scores = scoreByTaste(weights, descriptors, model)
  return { places: placesByScore(scores), scores }
}

/** (photo): phi . w of each photo. Throws as `orderByTaste` does. */
export function scoreByTaste(weights: ArrayLike<number>, descriptors: Descriptors, model: TasteModel): Float32Array {
  requireShape(model, descriptors)
  const { databases, width } = model.shape
  const folded = foldWeights(model, weights)
  if (!folded.every(Number.isFinite)) throw new PalateError('a taste with weights that are not finite orders nothing')
  const result = new Float32Array(descriptors.photos)
  addProduct(result, descriptors.scores, folded.subarray(0, databases))
  // The steps of the embedding are undone once, in the weights.
  const perStep = folded.subarray(databases, databases + width).map((weight) => weight / EMBEDDING_STEPS)
  addProduct(result, descriptors.embedding, perStep)
  return result
}

/**
 * Places of the scores from the largest to the smallest, equal scores by place: a stable radix sort, least significant
 * digit first, of the scores as integers of the same order. A NaN has no order; scores here have none.
 */
export function placesByScore(scores: Float32Array): Uint32Array {
  const count = scores.length
  const keys = descendingKeys(scores)
  const starts = digitStarts(keys)
  // Two pairs of (key, place) are filled in turn: three digits go from the first pair to the second, back, and there again.
  const places = new Uint32Array(count)
  for (let at = 0; at < count; at++) places[at] = at
  const otherKeys = new Uint32Array(count)
  const otherPlaces = new Uint32Array(count)
  moveByDigit({ keys, places, digit: 0, starts, toKeys: otherKeys, toPlaces: otherPlaces })
  moveByDigit({ keys: otherKeys, places: otherPlaces, digit: 1, starts, toKeys: keys, toPlaces: places })
  moveByDigit({ keys, places, digit: 2, starts, toKeys: otherKeys, toPlaces: otherPlaces })
  return otherPlaces
}

/** result += matrix (photo, width) x vector (width), four partial sums a row so that additions need not wait for each other. */
function addProduct(result: Float32Array, matrix: Float32Array | Int8Array, vector: Float64Array): void {
  const width = vector.length
  const unrolled = width - (width % 4)
  for (let photo = 0, at = 0; photo < result.length; photo++) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let column = 0
    for (; column < unrolled; column += 4, at += 4) {
      a += matrix[at]! * vector[column]!
      b += matrix[at + 1]! * vector[column + 1]!
      c += matrix[at + 2]! * vector[column + 2]!
      d += matrix[at + 3]! * vector[column + 3]!
    }
    for (; column < width; column++, at++) a += matrix[at]! * vector[column]!
    result[photo]! += a + b + (c + d)
  }
}

const DIGIT_BITS = 11 // three digits make 32 bits, and 2,048 counters stay in the fastest cache
const DIGITS = 1 << DIGIT_BITS

/**
 * Integers whose ascending order is the descending order of the scores: an IEEE float's bits, read as an integer, grow
 * with a positive number and fall with a negative one; flipping the right ones turns either round.
 */
function descendingKeys(scores: Float32Array): Uint32Array {
  const keys = new Uint32Array(scores.buffer.slice(scores.byteOffset, scores.byteOffset + scores.byteLength))
  for (let at = 0; at < keys.length; at++) {
    const bits = keys[at]!
    const isPositive = bits <= 0x80000000 // or -0, which is as large as 0
    keys[at] = isPositive ? ~bits & 0x7fffffff : bits
  }
  return keys
}

/** (3, 2048): where the keys with each value of each digit start in the order of that digit. */
function digitStarts(keys: Uint32Array): Uint32Array {
  const starts = new Uint32Array(3 * DIGITS)
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    starts[key & (DIGITS - 1)]!++
    starts[DIGITS + ((key >>> DIGIT_BITS) & (DIGITS - 1))]!++
    starts[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]!++
  }
  for (let digit = 0; digit < 3; digit++) {
    let start = 0
    for (let value = digit * DIGITS; value < (digit + 1) * DIGITS; value++) {
      const count = starts[value]!
      starts[value] = start
      start += count
    }
  }
  return starts
}

interface Move {
  readonly keys: Uint32Array
  readonly places: Uint32Array
  readonly digit: 0 | 1 | 2
  /** Advanced with each key that is put down. */
  readonly starts: Uint32Array
  readonly toKeys: Uint32Array
  readonly toPlaces: Uint32Array
}

function moveByDigit({ keys, places, digit, starts, toKeys, toPlaces }: Move): void {
  const shift = digit * DIGIT_BITS
  const offset = digit * DIGITS
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const to = starts[offset + ((key >>> shift) & (DIGITS - 1))]!++
    toKeys[to] = key
    toPlaces[to] = places[at]!
  }
}
