import { UsageError } from '../core/index.ts'
import type { Database, RatingRow, Where } from '../databases/index.ts'
import { halfOf } from './draws.ts'
import { everyone, type Protocol } from './protocol.ts'

/** Which raters are judged. Numbers of photos are of the database as it was opened. */
export interface RaterRule {
  readonly minPhotos?: number
  readonly maxPhotos?: number
  /** Raters all of whose rows hold these values: any value of one column, all columns. */
  readonly where?: readonly Where[]
  /** These raters alone. */
  readonly ids?: readonly string[]
}

export interface ChosenRaters {
  /** Ids of those who are judged. */
  readonly judged: ReadonlySet<string>
  /** Ids of those from whom a method may learn before it meets the judged ones. */
  readonly known: ReadonlySet<string>
  readonly report: RatersReport
}

export interface RatersReport {
  readonly known: number
  readonly judged: number
  /** Raters that the rule leaves out. Where nothing parts them from the judged ones, methods may learn from them. */
  readonly leftOut: number
  /** What parted the known raters from the judged ones; null where nothing did. */
  readonly partedBy: 'seed' | 'column split' | null
}

/**
 * The raters of a database who are judged, and those who are known before. With `unseen-users` and `unseen-both` these are
 * parted by the database's own column `split` where that parts raters (all rows of a rater say the same, some `test`, some not:
 * those of `test` are judged), else in halves by the seed. The rule then chooses among the judged.
 * @throws {UsageError} where nobody is left, a rule cannot be meant or names raters who are not there.
 */
export function chooseRaters(
  database: Database,
  {
    protocol,
    rule = {},
    seed,
  }: { readonly protocol: Protocol; readonly rule?: RaterRule | undefined; readonly seed: number },
): ChosenRaters {
  checkRule(rule)
  const rows = rowsByRater(database)
  const all = [...rows.keys()]
  const parted = protocol === 'unseen-photos' ? undefined : partRaters(rows, { database, seed })
  const candidates = parted?.judged ?? all
  const absent = rule.ids?.find((id) => !rows.has(id))
  if (absent !== undefined) throw new UsageError(`${database.name} has no rater "${absent}"`)
  const judged = candidates.filter((id) => follows(rule, { id, rows: rows.get(id)! }))
  if (judged.length === 0)
    throw new UsageError(`none of the ${candidates.length} raters of ${database.name} is as asked for; ask for others`)
  const known = parted?.known ?? all
  const leftOut = candidates.length - judged.length
  return {
    judged: new Set(judged),
    known: new Set(known),
    report: { known: known.length, judged: judged.length, leftOut, partedBy: parted?.by ?? null },
  }
}

function rowsByRater(database: Database): ReadonlyMap<string, readonly RatingRow[]> {
  const result = new Map<string, RatingRow[]>()
  for (const row of database.rows) {
    const own = result.get(row.rater ?? everyone)
    if (own === undefined) result.set(row.rater ?? everyone, [row])
    else own.push(row)
  }
  return result
}

function partRaters(
  rows: ReadonlyMap<string, readonly RatingRow[]>,
  { database, seed }: { readonly database: Database; readonly seed: number },
) {
  const ids = [...rows.keys()]
  if (ids.length < 2)
    throw new UsageError(`${database.name} has one rater; known and judged users are parted from two on`)
  const splits = ids.map((id) => onlyValue(rows.get(id)!, 'split'))
  const test = ids.filter((_, at) => splits[at] === 'test')
  if (!splits.includes(undefined) && test.length > 0 && test.length < ids.length)
    return { judged: test, known: ids.filter((_, at) => splits[at] !== 'test'), by: 'column split' as const }
  // Sorted, so that the order of the rows changes nothing.
  const known = halfOf(ids.toSorted(), `${seed}/known raters`)
  return { judged: ids.filter((id) => !known.has(id)), known: [...known], by: 'seed' as const }
}

function follows(
  { minPhotos = 0, maxPhotos = Infinity, where = [], ids }: RaterRule,
  { id, rows }: { readonly id: string; readonly rows: readonly RatingRow[] },
): boolean {
  if (rows.length < minPhotos || rows.length > maxPhotos || ids?.includes(id) === false) return false
  return where.every(({ column }) => {
    const values = where.flatMap((one) => (one.column === column ? [one.value] : []))
    return rows.every((row) => values.includes(valueOf(row, column) ?? ''))
  })
}

/** What all rows hold in a column; undefined where they differ or there is none. */
function onlyValue(rows: readonly RatingRow[], column: string): string | undefined {
  const values = new Set(rows.map((row) => valueOf(row, column)?.toLowerCase()))
  return values.size === 1 ? [...values][0] : undefined
}

function valueOf({ columns }: RatingRow, column: string): string | undefined {
  const name = Object.keys(columns).find((each) => each.toLowerCase() === column.toLowerCase())
  return name === undefined ? undefined : columns[name]
}

function checkRule({ minPhotos, maxPhotos }: RaterRule): void {
  for (const count of [minPhotos, maxPhotos]) {
    if (count !== undefined && !(Number.isInteger(count) && count >= 0))
      throw new UsageError(`a number of photos a rater must be a whole number from 0, got ${count}`)
  }
  if (minPhotos !== undefined && maxPhotos !== undefined && minPhotos > maxPhotos)
    throw new UsageError(`no rater has at least ${minPhotos} and at most ${maxPhotos} photos`)
}
