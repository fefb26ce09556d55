import { ShapeError, UsageError } from '../../core/index.ts'
import type { Posterior, Rows } from './posterior.ts'

/** The columns of a row that say what one database's model thinks of a photo. */
export interface DatabaseColumns {
  readonly name: string
  readonly columns: readonly number[]
}

/** What a rated photo adds to the score of another. */
export interface RatedPart {
  /** Place of the rated photo in the rows that the posterior was fitted on. */
  readonly photo: number
  readonly part: number
  /** Cosine of the two photos under the prior, in [-1, 1]: 1 for photos that cannot be told apart. */
  readonly similarity: number
}

/** Where a score comes from: score = prior + sum of the databases' parts + sum of the rated photos' parts + others. */
export interface Account {
  readonly score: number
  readonly prior: number
  readonly databases: readonly { readonly name: string; readonly part: number }[]
  /** The most influential rated photos, by |part|. */
  readonly rated: readonly RatedPart[]
  /** All other rated photos together. */
  readonly others: number
}

/**
 * An additive account of one photo's score f = phi . w. With the columns split into those of the databases and the rest R
 * (the prior's own score phi[0] and the embedding),
 *
 *   f = sum over R of phi_j m_j                 the prior: what it says before anything was rated
 *     + sum over each database of phi_j w_j     that database: its score times the weight that this person gives it
 *     + sum over R of phi_j (w_j - m_j)         what was learnt beyond the databases
 *
 * and the last term goes to the rated photos: at the mode w - m = D sum_i beta_i phi_i with D = diag(deviation^2)
 * (representer theorem; Rasmussen and Williams 2006, Sec. 6.2), so photo i's part is beta_i k(phi, phi_i) with the kernel
 * k(a, b) = sum over R of a_j D_j b_j. A part is positive where a liked photo is alike, or a disliked one unlike.
 * What the ratings did to the databases' weights stands in the databases' parts. `others` holds the photos that are not
 * listed, and what the fit's stopping rule left between w and its representer form.
 * @param options.rows the rows that the posterior was fitted on; `row` is the photo (p) that is explained.
 * @throws {ShapeError} unless all have the posterior's width. @throws {UsageError} for columns that are not there, or a
 * column of two databases.
 */
export function explain(options: {
  readonly posterior: Posterior
  readonly rows: Rows
  readonly row: ArrayLike<number>
  readonly databases: readonly DatabaseColumns[]
  /** How many rated photos to list. */
  readonly nearest?: number
}): Account {
  const { posterior, rows, row, nearest = 3 } = options
  const { weights, prior, forces } = posterior
  requireWidth(weights.length, rows, row)
  if (forces.length !== rows.count) {
    throw new ShapeError(`explain: the posterior was fitted on ${forces.length} rows, and ${rows.count} are given`)
  }
  const rest = columnsOfNoDatabase(options.databases, weights.length)
  const kernel = (photo: number, other: ArrayLike<number>): number =>
    rest.reduce((sum, at) => sum + rows.data[photo * rows.width + at]! * prior.deviation[at]! ** 2 * other[at]!, 0)

  const norm = Math.sqrt(rest.reduce((sum, at) => sum + (prior.deviation[at]! * row[at]!) ** 2, 0))
  const parts: RatedPart[] = []
  for (let photo = 0; photo < rows.count; photo++) {
    if (forces[photo] === 0) continue
    const alike = kernel(photo, row)
    const start = photo * rows.width
    const norms = norm * Math.sqrt(kernel(photo, rows.data.subarray(start, start + rows.width)))
    // Rounding may carry a photo's likeness to itself past 1.
    const similarity = norms === 0 ? 0 : Math.max(-1, Math.min(1, alike / norms))
    parts.push({ photo, part: forces[photo]! * alike, similarity })
  }
  parts.sort((a, b) => Math.abs(b.part) - Math.abs(a.part) || a.photo - b.photo)
  const rated = parts.slice(0, nearest)
  const learnt = rest.reduce((sum, at) => sum + row[at]! * (weights[at]! - prior.mean[at]!), 0)
  const listed = rated.reduce((sum, { part }) => sum + part, 0)
  return {
    score: weights.reduce((sum, weight, at) => sum + weight * row[at]!, 0),
    prior: rest.reduce((sum, at) => sum + row[at]! * prior.mean[at]!, 0),
    databases: options.databases.map(({ name, columns }) => ({
      name,
      part: columns.reduce((sum, at) => sum + row[at]! * weights[at]!, 0),
    })),
    rated,
    others: learnt - listed,
  }
}

function columnsOfNoDatabase(databases: readonly DatabaseColumns[], width: number): readonly number[] {
  const owner = new Map<number, string>()
  for (const { name, columns } of databases) {
    for (const column of columns) {
      if (!Number.isInteger(column) || column < 0 || column >= width)
        throw new UsageError(`explain: database "${name}" claims column ${column} of a row of ${width} numbers`)
      const other = owner.get(column)
      if (other !== undefined)
        throw new UsageError(
          `explain: databases "${other}" and "${name}" both claim column ${column}; a column has one`,
        )
      owner.set(column, name)
    }
  }
  return Array.from({ length: width }, (_, column) => column).filter((column) => !owner.has(column))
}

function requireWidth(width: number, rows: Rows, row: ArrayLike<number>): void {
  if (rows.width !== width || row.length !== width) {
    throw new ShapeError(
      `explain: the posterior has ${width} weights, the rated rows ${rows.width} numbers and the photo's row ${row.length}`,
    )
  }
}
