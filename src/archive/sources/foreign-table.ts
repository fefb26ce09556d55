import { setImmediate } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { CancelledError, FormatError, type Job } from '../../core/index.ts'
import type { OtherDatabase } from './private-copy.ts'

/** Columns that are read of a table. */
export interface WantedTable {
  readonly table: string
  /** Without these nothing can be read. */
  readonly needed: readonly string[]
  /** Null where a database does not have them. */
  readonly wanted?: readonly string[]
}

/**
 * Makes sure that a table is there with what is needed of it, whatever else it has, and that its pages hold together.
 * @returns an expression for each column under a prefix, `f."folder" as "folder"`, null for those that are missing.
 * @throws {FormatError} in one sentence.
 */
export function columnsOf(
  database: Sqlite.Database,
  { of, table, needed, wanted = [], as }: WantedTable & { readonly of: OtherDatabase; readonly as: string },
): readonly string[] {
  // A view or a virtual table would run what the file says, perhaps without end.
  const found = database.prepare("select sql from sqlite_schema where type = 'table' and name = ?").get(table) as
    | { readonly sql: unknown }
    | undefined
  if (found === undefined || !/^\s*create\s+table\b/i.test(String(found.sql)))
    throw new FormatError(`${of.path} is no database of ${of.program} that palate can read: it has no table ${table}`)
  const has = new Set((database.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name))
  const missing = needed.find((column) => !has.has(column))
  if (missing !== undefined) {
    throw new FormatError(
      `${of.path} is no database of ${of.program} that palate can read: its table ${table} has no column ${missing}`,
    )
  }
  requireWhole(database, { of, table })
  return [...needed, ...wanted].map((column) =>
    has.has(column) ? `${as}."${column}" as "${column}"` : `null as "${column}"`,
  )
}

/** A value of a table that lists settings by name; undefined where there is no such table or name. */
export function settingOf(
  database: Sqlite.Database,
  { table, key, name }: { readonly table: string; readonly key: string; readonly name: string },
): unknown {
  const isThere = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table)
  if (isThere === undefined) return undefined
  const columns = (database.pragma(`table_info("${table}")`) as { name: string }[]).map((column) => column.name)
  if (![key, 'value'].every((column) => columns.includes(column))) return undefined
  const row = database.prepare(`select value from "${table}" where "${key}" = ?`).get(name)
  return (row as { readonly value: unknown } | undefined)?.value
}

/** @throws {FormatError} where pages of the table are missing or crossed. Values that a schema forbids are no damage. */
function requireWhole(
  database: Sqlite.Database,
  { of, table }: { readonly of: OtherDatabase; readonly table: string },
) {
  const problems = database.pragma(`quick_check("${table}")`) as { readonly quick_check: string }[]
  const damage = problems.find(({ quick_check }) => quick_check !== 'ok' && !/ value in |^CHECK /.test(quick_check))
  if (damage === undefined) return
  const reason = damage.quick_check.split('\n').at(-1)
  throw new FormatError(
    `${of.path} is damaged or was copied in the middle of a change (${reason}); close ${of.program} and try again, or name a backup of it`,
  )
}

/** Rows between two looks at the signal. */
const PAGE = 4096

/** Rows of a query one by one, with room for others in between. @throws {CancelledError} when stopped. */
export async function* rowsOf(
  database: Sqlite.Database,
  sql: string,
  { signal }: Pick<Job, 'signal'>,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let count = 0
  for (const row of database.prepare(sql).iterate()) {
    yield row as Readonly<Record<string, unknown>>
    if (++count % PAGE !== 0) continue
    await setImmediate()
    if (signal?.aborted === true) throw new CancelledError('stopped; nothing was changed')
  }
}

/** A number, also where it stands as text: columns of other programs often have no type. Undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined
}

/** Longest text that is a name or a path. */
const MOST_CHARACTERS = 4096

/** A text; empty for anything else, and for what is too long to be a path. */
export function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= MOST_CHARACTERS ? value : ''
}
