import type { Rated } from './base-embedding.ts'
import type { Table } from './ridge.ts'

/** Numbers of neighbours that are tried. Most first, so that of numbers as good as each other the greatest is taken. */
const NEIGHBOURS = [50, 20, 10, 5, 3, 1] as const

/**
 * Each photo gets the mean score of the k rated photos that are most like it by the cosine of their embeddings; of rated
 * photos as like as each other the one that was rated first counts as nearer, and a rated photo is its own nearest. k is the
 * one with the least squared error when each rating is left out in turn, and fewer than there are ratings. A library's tree
 * would not pay: every photo is held against every rated one, a few hundred of them.
 * @returns scores of all photos (photo), and the k that was chosen with the sum of its squared errors
 */
export function nearestScores(
  embeddings: Table,
  { photos, scores }: Rated,
): { readonly scores: Float64Array; readonly neighbours: number; readonly error: number } {
  const unit = unitRows(embeddings)
  const nearest = (photo: number): number[] => {
    const similarities = photos.map((rated) => dot(unit, photo, rated))
    // Sorting is stable: equals stay in the order in which they were rated.
    return photos.map((_, place) => place).sort((a, b) => similarities[b]! - similarities[a]!)
  }
  const meanOf = (places: readonly number[], k: number): number =>
    places.slice(0, k).reduce((sum, place) => sum + scores[place]!, 0) / k

  const others = photos.map((photo, own) => nearest(photo).filter((place) => place !== own))
  const attempts = NEIGHBOURS.filter((k) => k < photos.length).map((neighbours) => ({
    neighbours,
    error: others.reduce((sum, places, own) => sum + (meanOf(places, neighbours) - scores[own]!) ** 2, 0),
  }))
  const best = attempts.reduce((one, other) => (other.error < one.error ? other : one))
  return {
    ...best,
    scores: Float64Array.from({ length: embeddings.rows }, (_, photo) => meanOf(nearest(photo), best.neighbours)),
  }
}

/** Rows of length 1; a row of zeros is like nothing and stays. */
function unitRows({ rows, columns, data }: Table): Table & { readonly data: Float64Array } {
  const result = Float64Array.from(data)
  for (let row = 0; row < rows; row++) {
    const own = result.subarray(row * columns, (row + 1) * columns)
    const length = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0))
    if (length > 0) own.forEach((value, at) => (own[at] = value / length))
  }
  return { rows, columns, data: result }
}

function dot({ columns, data }: Table, a: number, b: number): number {
  let sum = 0
  for (let at = 0; at < columns; at++) sum += data[a * columns + at]! * data[b * columns + at]!
  return sum
}
