import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { FormatError, PalateError, reasonOf } from '../core/index.ts'
import { type Backup, backUp } from './backup.ts'
import { APPLICATION_ID, type CatalogTables, migrations } from './schema.ts'
import { BUSY_SECONDS, explainedDatabase, explaining, isBusy } from './sqlite-errors.ts'

export type Database = Kysely<CatalogTables>

export interface OpenDatabase {
  readonly db: Database
  backUp(to: string): Promise<Backup>
  close(): Promise<void>
}

/**
 * Opens the SQLite file of a catalog, made or brought to this version where needed. Several processes may have it open.
 * @throws {FormatError} where it is something else, damaged, or of a newer palate: it is left as it is.
 */
export async function openSqlite(path: string): Promise<OpenDatabase> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw new PalateError(`cannot open the catalog ${path}: ${reasonOf(error)}`, { cause: error })
  })
  const database = explaining(path, () => new Sqlite(path, { timeout: 1000 * BUSY_SECONDS }))
  try {
    // Looked at in one transaction: another process may be making the file.
    const version = explaining(path, database.transaction(() => versionOf(path, database)).deferred)
    if (version < migrations.length) {
      explaining(path, database.transaction(() => migrate(path, database)).immediate)
    }
    await writeAhead(path, database)
    // A commit waits until the disk has it. That is a few milliseconds for a batch of photos, twice a second; without
    // it a power cut could take back what a person has just said, which stands in the same file.
    database.pragma('synchronous = full')
  } catch (error) {
    database.close()
    throw error
  }
  const db = new Kysely<CatalogTables>({ dialect: new SqliteDialect({ database: explainedDatabase(path, database) }) })
  return {
    db,
    backUp: (to) => backUp(database, { from: path, to }),
    async close() {
      await db.destroy()
      database.close() // Kysely leaves one that it has not used
    },
  }
}

/** 0 for a new, empty file. @throws {FormatError} */
function versionOf(path: string, database: Sqlite.Database): number {
  const version = database.pragma('user_version', { simple: true }) as number
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    const isEmpty = database.prepare('select 1 from sqlite_schema').get() === undefined
    if (isEmpty && version === 0) return 0
    throw new FormatError(`${path} is no catalog of palate but another program's database; name another file`)
  }
  if (version > migrations.length) {
    throw new FormatError(
      `the catalog ${path} is of version ${version}, this palate reads ${migrations.length}: update palate`,
    )
  }
  return version
}

/** Within a transaction: a catalog is of one version or the next. */
function migrate(path: string, database: Sqlite.Database): void {
  for (const migration of migrations.slice(versionOf(path, database))) database.exec(migration)
  database.pragma(`application_id = ${APPLICATION_ID}`)
  database.pragma(`user_version = ${migrations.length}`)
}

/** Write-ahead logging: one process reads while another writes. The file remembers it. */
async function writeAhead(path: string, database: Sqlite.Database): Promise<void> {
  // This one statement does not wait for others by itself.
  for (let tries = 0; tries < 50 * BUSY_SECONDS; tries++) {
    try {
      database.pragma('journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error)) break
      await setTimeout(20)
    }
  }
  explaining(path, () => database.pragma('journal_mode = wal'))
}

/**
 * Runs `work` in a transaction that writes: all of it is kept or nothing. It takes the write lock at once; one that
 * began by reading could not wait for it, as what it read may have changed meanwhile.
 */
export async function writing<T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await begin(connection)
    try {
      const result = await work(connection)
      await sql`commit`.execute(connection)
      return result
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => {}) // some errors have rolled back already
      throw error
    }
  })
}

/** Milliseconds between two looks whether another's transaction is done; it takes a few. */
const PATIENCE = 3

/**
 * Takes the write lock. It is waited for here and not inside SQLite, which would stop the thread: a server would answer
 * nobody meanwhile, and where the same thread holds the lock by a second connection, neither could ever go on.
 */
async function begin(connection: Database): Promise<void> {
  const until = performance.now() + 1000 * BUSY_SECONDS
  await sql`pragma busy_timeout = 0`.execute(connection)
  try {
    for (;;) {
      try {
        await sql`begin immediate`.execute(connection)
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error
      }
      await setTimeout(PATIENCE)
    }
  } finally {
    await sql`pragma busy_timeout = ${sql.lit(1000 * BUSY_SECONDS)}`.execute(connection)
  }
}
