import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { FormatError, PalateError, reasonOf } from '../../core/index.ts'

/** Marks a SQLite file as palate's cache of pictures: "pltp" in ASCII. */
const APPLICATION_ID = 0x706c7470
/** Of the tables below. There are no migrations: a cache of another version is made anew. */
const VERSION = 1

/** For another process; what cannot be kept meanwhile is made again some day. */
const BUSY_MILLISECONDS = 100

// The bytes lie apart, so that writing when a picture was used does not write the picture.
const tables = `
  create table picture (
    id integer primary key,
    content_hash text not null,
    size text not null,
    rendering integer not null,
    type text not null,
    length integer not null,
    used integer not null,
    unique (content_hash, size, rendering)
  ) strict;
  create index picture_by_use on picture (used);
  create table content (id integer primary key, bytes blob not null) strict;`

/**
 * Opens the SQLite file of a cache for `use`, made where it is not there, and made anew where it is of another version or
 * `use` finds it damaged. Undefined where the disk has no room for it.
 * @throws {PalateError} where it cannot be opened. @throws {FormatError} where it is another program's, which is left.
 */
export function openCacheFile<T>(path: string, use: (database: Sqlite.Database) => T): T | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const found = open(path, use)
    if (found !== 'useless') return found
    removeCacheFile(path)
    const made = open(path, use)
    if (made !== 'useless') return made
    throw new Error('it is damaged, and cannot be made anew')
  } catch (error) {
    if (error instanceof FormatError) throw error
    if (isSqlite(error, ['FULL'])) return undefined
    throw new PalateError(`cannot open the cache of pictures ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

export function removeCacheFile(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${ending}`, { force: true })
}

function open<T>(path: string, use: (database: Sqlite.Database) => T): T | 'useless' {
  let database: Sqlite.Database | undefined
  try {
    database = new Sqlite(path, { timeout: BUSY_MILLISECONDS })
    // Before there is a table, or it has no effect.
    database.pragma('auto_vacuum = incremental')
    database.pragma('journal_mode = wal')
    // After a power cut the last pictures are missing: they are made again.
    database.pragma('synchronous = normal')
    // Without it the log stays as long as it ever was.
    database.pragma('journal_size_limit = 16777216')
    if (database.transaction(makeOrCheck).immediate(path, database)) return use(database)
  } catch (error) {
    database?.close()
    if (!isDamage(error)) throw error
    return 'useless'
  }
  database.close()
  return 'useless'
}

/** Whether it is a cache of this version. @throws {FormatError} */
function makeOrCheck(path: string, database: Sqlite.Database): boolean {
  const application = database.pragma('application_id', { simple: true })
  if (application === APPLICATION_ID) return database.pragma('user_version', { simple: true }) === VERSION
  if (application !== 0 || database.prepare('select 1 from sqlite_schema').get() !== undefined) {
    throw new FormatError(`${path} is no cache of palate but another program's database; name another file`)
  }
  database.exec(tables)
  database.pragma(`application_id = ${APPLICATION_ID}`)
  database.pragma(`user_version = ${VERSION}`)
  return true
}

/** Whether SQLite finds that the file is not what it wrote. */
export function isDamage(error: unknown): boolean {
  return isSqlite(error, ['CORRUPT', 'NOTADB'])
}

/** Whether the disk is full or cannot be written, or another process is at it: for now nothing can be kept. */
export function isNoRoom(error: unknown): boolean {
  return isSqlite(error, ['FULL', 'IOERR', 'READONLY', 'BUSY', 'CANTOPEN', 'NOMEM'])
}

function isSqlite(error: unknown, codes: readonly string[]): boolean {
  // Extended codes say more behind the second word: SQLITE_IOERR_WRITE.
  return error instanceof Sqlite.SqliteError && codes.includes(error.code.split('_')[1] ?? '')
}
