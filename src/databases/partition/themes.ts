import { UsageError } from '../../core/index.ts'
import type { Database } from '../contract.ts'
import type { Split } from './contract.ts'

export interface Themes {
  /** What the values are, for the words of the report: `category`. */
  readonly what: string
  /** The theme of each photo; one without is left out. */
  readonly valueOf: ReadonlyMap<string, string>
}

/**
 * The value of a column for each photo.
 * @throws {UsageError} where no row has the column, or a photo has two values: then it belongs to raters, not to photos.
 */
export function columnOfPhotos({ name, rows }: Database, column: string): Themes {
  const header = Object.keys(rows[0]?.columns ?? {})
  const what = header.find((other) => other.toLowerCase() === column.toLowerCase())
  if (what === undefined) {
    const others = header.length === 0 ? 'none beside image, score and rater' : header.join(', ')
    throw new UsageError(
      `${name} has no column "${column}"; it has ${others}. A table of its own is given with --tags FILE:COLUMN`,
    )
  }
  const valueOf = new Map<string, string>()
  for (const { image, columns } of rows) {
    const value = columns[what]!
    const before = valueOf.get(image)
    if (before !== undefined && before !== value) {
      throw new UsageError(
        `${name}: the rows of ${image} have the ${what} "${before}" and "${value}"; photos can be parted only by what is the same in all their rows`,
      )
    }
    valueOf.set(image, value)
  }
  return { what, valueOf }
}

/** Photos by their value, largest part first; values of fewer than `minPhotos` photos together in `other`. */
export function partitionByValue(
  { name, images, rows }: Database,
  { what, valueOf, minPhotos }: Themes & { readonly minPhotos: number },
): Split {
  const counts = new Map<string, number>()
  for (const image of images) {
    const value = valueOf.get(image) ?? ''
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const without = counts.get('') ?? 0
  counts.delete('')
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  const large = ordered.filter(([, count]) => count >= minPhotos)
  const joined = ordered.filter(([, count]) => count < minPhotos).map(([value, photos]) => ({ value, photos }))
  const rest = joined.reduce((sum, { photos }) => sum + photos, 0)
  const restIsPart = rest >= minPhotos && rest > 0
  if (large.length + (restIsPart ? 1 : 0) < 2) {
    const [first] = ordered
    throw new UsageError(
      first === undefined
        ? `${name}: no photo has a ${what}, so there is nothing to part it by`
        : `${name} cannot be parted by ${what}: it has ${ordered.length} of them, the largest is "${first[0]}" with ${first[1]} of ` +
            `${images.length} photos, and two parts of ${minPhotos} photos or more are needed`,
    )
  }
  const names = shortNames([...large.map(([value]) => value), ...(restIsPart ? ['other'] : [])])
  const isLarge = new Set(large.map(([value]) => value))
  const groups = large.map(([value], at) => ({
    part: names[at]!,
    holds: `${what} ${value}`,
    rows: rows.filter(({ image }) => valueOf.get(image) === value),
  }))
  const others = rows.filter(({ image }) => valueOf.get(image) && !isLarge.has(valueOf.get(image)!))
  return {
    groups: restIsPart
      ? [...groups, { part: names.at(-1)!, holds: `any other ${what} (${joined.length} of them)`, rows: others }]
      : groups,
    joined: restIsPart ? joined : [],
    photos: {
      ...(without > 0 ? { 'no value': without } : {}),
      ...(!restIsPart && rest > 0 ? { 'too few photos of its kind': rest } : {}),
    },
  }
}

/** `Still life` becomes `still-life`; where two become the same, or nothing is left, a number tells them apart. */
function shortNames(values: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return values.map((value) => {
    const plain = value
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{Mark}/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 24)
      .replace(/^-|-$/g, '')
    const start = plain === '' ? 'part' : plain
    let name = start
    for (let number = 2; taken.has(name); number++) name = `${start}-${number}`
    taken.add(name)
    return name
  })
}
