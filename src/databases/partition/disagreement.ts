import { UsageError } from '../../core/index.ts'
import type { Database } from '../contract.ts'
import { type Disagreement, type LeftOut, requireParts, type Split } from './contract.ts'
import { groupBy, standardScores } from './standard-scores.ts'
import { columnOfPhotos } from './themes.ts'

/**
 * Photos by how far raters differ on them, in parts of as equal size as can be; `disagreement-1` is the most agreed. Of the
 * raters' rows it is the sample standard deviation of the scores that each rater standardised; a published deviation is of the
 * raw scores, so photos near the ends of the scale count as more agreed.
 */
export function partitionByDisagreement(database: Database, { parts, column }: Disagreement): Split {
  requireParts(parts)
  const { deviations, photos, left } =
    column === undefined ? computedDeviations(database) : publishedDeviations(database, column)
  if (deviations.size < parts) {
    throw new UsageError(
      `${database.name}: ${deviations.size} photos cannot be parted into ${parts}; ask for fewer parts`,
    )
  }
  const ordered = [...deviations].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
  const partOf = new Map(ordered.map(([image], place) => [image, Math.floor((place * parts) / ordered.length)]))
  return {
    groups: Array.from({ length: parts }, (_, part) => {
      const own = ordered.filter(([image]) => partOf.get(image) === part)
      const [low, high] = [own[0]![1], own.at(-1)![1]]
      return {
        part: `disagreement-${part + 1}`,
        holds: `deviation over raters ${low.toFixed(3)} to ${high.toFixed(3)}`,
        rows: database.rows.filter(({ rater, image }) => partOf.get(image) === part && !left.has(rater)),
      }
    }),
    photos,
    raters: left.size > 0 ? { 'one score for all photos': left.size } : {},
  }
}

interface Deviations {
  readonly deviations: ReadonlyMap<string, number>
  readonly photos: LeftOut['photos']
  /** Raters who are left out. */
  readonly left: ReadonlySet<string | null>
}

function computedDeviations(database: Database): Deviations {
  const { scores, constant } = standardScores(database)
  const deviations = new Map<string, number>()
  for (const [image, own] of groupBy(scores, (score) => score.image)) {
    if (own.length < 2) continue
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length
    deviations.set(image, Math.sqrt(own.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (own.length - 1)))
  }
  if (deviations.size === 0) {
    throw new UsageError(
      `${database.name}: no photo has scores of two raters, so none can be disagreed on; name a column with a published deviation`,
    )
  }
  const without = database.images.length - deviations.size
  return {
    deviations,
    photos: without > 0 ? { 'fewer than two raters': without } : {},
    left: new Set(constant),
  }
}

function publishedDeviations(database: Database, column: string): Deviations {
  const { what, valueOf } = columnOfPhotos(database, column)
  const deviations = new Map<string, number>()
  let without = 0
  for (const [image, text] of valueOf) {
    if (text === '') {
      without++
      continue
    }
    const value = Number(text)
    if (!Number.isFinite(value) || value < 0) {
      throw new UsageError(
        `${database.name}: the ${what} of ${image} is "${text}"; expected a standard deviation, a number from 0`,
      )
    }
    deviations.set(image, value)
  }
  return { deviations, photos: without > 0 ? { 'no value': without } : {}, left: new Set() }
}
