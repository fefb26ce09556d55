import { messageOf, MissingError, UsageError } from '../core/index.ts'
import { numberCell } from './cells.ts'
import type { DatabaseReport, RatingRow, SkipReason, Where } from './contract.ts'
import { countRows } from './count-rows.ts'
import { columnAt, type Table } from './csv.ts'
import type { LocatePhoto } from './photo-names.ts'

export interface RatingColumns {
  /** The column with the score; default `score`. */
  readonly score?: string
  /** Rows to keep. Several values of one column: any of them; several columns: all of them. */
  readonly where?: readonly Where[]
}

export interface RatingRowsOptions extends RatingColumns {
  readonly locate: LocatePhoto
  /**
   * A published file is not the user's to mend: a row that cannot be meant is counted and left out, and so is a score
   * outside `scale`. Default: such a row is an error.
   */
  readonly published?: { readonly scale: readonly [lowest: number, highest: number] | undefined }
}

/**
 * The ratings in a table with the columns `image` and `score`, and `rater` where several people rated. The same score
 * given twice by one rater to one photo counts once; two different ones are an error, because nothing says which one is meant.
 * Ratings of photos that are not there are counted.
 * @throws {UsageError} for a column that is not there, a score that is no finite number, an empty image or rater, two
 * scores of one rater for one photo, a filter that nothing passes. @throws {MissingError} where none of the photos is there.
 */
export function ratingRows(
  table: Table,
  { score = 'score', where = [], locate, published }: RatingRowsOptions,
): { readonly rows: readonly RatingRow[]; readonly report: DatabaseReport } {
  const at = { image: columnAt(table, 'image'), score: columnAt(table, score), rater: columnAt(table, 'rater') }
  if (at.image === -1 || at.score === -1) {
    throw new UsageError(
      `${table.path} has the columns ${table.header.join(', ')}; expected image, ${score}, and rater where several people rated`,
    )
  }
  const kept = filtered(table, where)
  const rows: RatingRow[] = []
  const seen = new Map<string, { readonly line: number; readonly score: number }>()
  const missing = new Set<string>()
  const skipped: Partial<Record<SkipReason, number>> = {}
  const skip = (reason: SkipReason, count = 1) => (skipped[reason] = (skipped[reason] ?? 0) + count)
  if (kept.length < table.rows.length) skip('left out by the filter', table.rows.length - kept.length)
  for (const { line, cells } of kept) {
    if (published !== undefined) {
      const reason = unusable(cells, { at, scale: published.scale, locate })
      if (reason !== undefined) {
        skip(reason)
        continue
      }
    }
    const place = `${table.path} line ${line}`
    const name = required(cells[at.image], { where: place, what: 'image' })
    const rater = at.rater === -1 ? null : required(cells[at.rater], { where: place, what: 'rater' })
    const value = finiteNumber(cells[at.score]!, { where: place, what: score })
    const image = located(locate, { name, where: place })
    if (image === undefined) {
      missing.add(name)
      skip('photo not found')
      continue
    }
    const key = `${rater ?? ''}\0${image}`
    const earlier = seen.get(key)
    if (earlier !== undefined) {
      if (earlier.score !== value && published !== undefined) {
        skip('another score of the same rater')
        continue
      }
      if (earlier.score !== value) {
        const who = rater === null ? 'it' : `rater ${rater}`
        throw new UsageError(
          `${place}: ${who} gives "${name}" ${value}, but line ${earlier.line} says ${earlier.score}; keep one of them` +
            (rater === null ? ', or name who rated in a column "rater"' : ''),
        )
      }
      skip('same rating given twice')
      continue
    }
    seen.set(key, { line, score: value })
    rows.push({ rater, image, score: value, columns: otherColumns(table, { cells, used: Object.values(at) }) })
  }
  if (rows.length === 0) throw nothingLeft(table.path, { missing, skipped, published: published !== undefined })
  return { rows, report: reportOf(rows, { missing, skipped }) }
}

/** Why a row of a published file cannot be meant; undefined where it can. */
function unusable(
  cells: readonly string[],
  options: {
    readonly at: { readonly image: number; readonly score: number; readonly rater: number }
    readonly scale: readonly [number, number] | undefined
    readonly locate: LocatePhoto
  },
): SkipReason | undefined {
  const { at, scale, locate } = options
  if (!cells[at.image] || (at.rater !== -1 && !cells[at.rater])) return 'image or rater is empty'
  const value = numberCell(cells[at.score]!)
  if (value === undefined) return 'score is no number'
  if (scale !== undefined && !(value >= scale[0] && value <= scale[1])) return 'score outside the scale'
  try {
    locate(cells[at.image]!)
    return undefined
  } catch {
    return 'no single photo of that name'
  }
}

function nothingLeft(
  path: string,
  options: {
    readonly missing: ReadonlySet<string>
    readonly skipped: DatabaseReport['skipped']
    readonly published: boolean
  },
): MissingError {
  const [first] = options.missing
  if (first !== undefined) {
    const what = options.published
      ? "put the database's photos into its folder"
      : 'names are paths relative to the file'
    return new MissingError(
      `none of the ${options.missing.size} photos that ${path} names is there (the first is "${first}"); ${what}`,
    )
  }
  const counts = Object.entries(options.skipped).map(([reason, count]) => `${reason}: ${count}`)
  return new MissingError(
    options.published && counts.length > 0
      ? `${path} has no ratings that can be used (${counts.join(', ')}); is it the published file?`
      : `${path} has no ratings; each line after the first gives one`,
  )
}

function filtered(table: Table, where: readonly Where[]): Table['rows'] {
  const columns = [...new Set(where.map(({ column }) => column.toLowerCase()))]
  return columns.reduce((rows, column) => {
    const at = columnAt(table, column)
    if (at === -1) {
      throw new UsageError(`${table.path} has no column "${column}"; it has ${table.header.join(', ')}`)
    }
    const values = where.flatMap((one) => (one.column.toLowerCase() === column ? one.value.trim() : []))
    const passing = rows.filter(({ cells }) => values.includes(cells[at]!))
    if (passing.length === 0 && rows.length > 0) {
      const held = [...new Set(rows.map(({ cells }) => cells[at]!))]
      const shown = held.slice(0, 8).join(', ') + (held.length > 8 ? `, .. (${held.length} values)` : '')
      throw new UsageError(`no rating of ${table.path} has ${column} = ${values.join(' or ')}; there it is ${shown}`)
    }
    return passing
  }, table.rows)
}

function required(
  cell: string | undefined,
  { where, what }: { readonly where: string; readonly what: string },
): string {
  if (!cell) throw new UsageError(`${where}: the ${what} is empty; fill it in or remove the line`)
  return cell
}

function finiteNumber(cell: string, { where, what }: { readonly where: string; readonly what: string }): number {
  const value = numberCell(cell)
  if (value === undefined) {
    const found = cell === '' ? 'empty' : `"${cell}"`
    throw new UsageError(`${where}: ${what} is ${found}; expected a finite number such as 3 or 3.5`)
  }
  return value
}

function located(
  locate: LocatePhoto,
  { name, where }: { readonly name: string; readonly where: string },
): string | undefined {
  try {
    return locate(name)
  } catch (error) {
    throw new UsageError(`${where}: ${messageOf(error)}`, { cause: error })
  }
}

function otherColumns(
  { header }: Table,
  { cells, used }: { readonly cells: readonly string[]; readonly used: readonly number[] },
): Readonly<Record<string, string>> {
  // fromEntries, because a column may be called __proto__.
  return Object.fromEntries(header.flatMap((name, at) => (used.includes(at) ? [] : [[name, cells[at]!]])))
}

function reportOf(
  rows: readonly RatingRow[],
  { missing, skipped }: Pick<DatabaseReport, 'skipped'> & { readonly missing: ReadonlySet<string> },
): DatabaseReport {
  return { ...countRows(rows), missingPhotos: { count: missing.size, names: [...missing].slice(0, 5) }, skipped }
}
