import Sqlite from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import { FormatError, PalateError } from '../core/index.ts'

/** How long one process waits for another's transaction, which takes milliseconds. */
export const BUSY_SECONDS = 30

/** Runs `work`; what SQLite says of the file becomes a sentence with what to do. Defects of ours pass unchanged. */
export function explaining<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Sqlite.SqliteError ? explained(path, error) : error
  }
}

/** Whether another's transaction was in the way, said by SQLite or in our words. */
export function isBusy(error: unknown): boolean {
  if (error instanceof Sqlite.SqliteError) return error.code.startsWith('SQLITE_BUSY')
  return error instanceof PalateError && isBusy(error.cause)
}

function explained(path: string, error: InstanceType<typeof Sqlite.SqliteError>): Error {
  const cause = { cause: error }
  // Extended codes say more behind the second word: SQLITE_IOERR_WRITE.
  switch (error.code.split('_')[1]) {
    case 'NOTADB':
      return new FormatError(`${path} is no catalog of palate (${error.message}); name another file`, cause)
    case 'CORRUPT':
      return new FormatError(
        `the catalog ${path} is damaged (${error.message}); put a backup in its place, or move it away and index again`,
        cause,
      )
    case 'BUSY':
      return new PalateError(
        `the catalog ${path} has been in use by another process for ${BUSY_SECONDS} seconds; try again when that is done`,
        cause,
      )
    case 'FULL':
      return new PalateError(`cannot write the catalog ${path}: the disk is full; what was written before stays`, cause)
    case 'READONLY':
      return new PalateError(`cannot write the catalog ${path}: it is read-only`, cause)
    case 'CANTOPEN':
    case 'IOERR':
    case 'PERM':
      return new PalateError(`cannot open the catalog ${path}: ${error.message}`, cause)
    default:
      return error
  }
}

/** The database as Kysely uses it, with its errors explained. */
export function explainedDatabase(path: string, database: Sqlite.Database): SqliteDatabase {
  return {
    close: () => void database.close(),
    prepare(sql) {
      const statement = explaining(path, () => database.prepare(sql))
      return {
        reader: statement.reader,
        all: (parameters) => explaining(path, () => statement.all(...parameters)),
        run: (parameters) => explaining(path, () => statement.run(...parameters)),
        iterate: (parameters) => statement.iterate(...parameters),
      }
    },
  }
}
