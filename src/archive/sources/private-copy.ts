import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { CancelledError, FormatError, type Job, MissingError, PalateError, reasonOf } from '../../core/index.ts'

/** Another program's database, as people speak of it. */
export interface OtherDatabase {
  /** As it was named. */
  readonly path: string
  readonly program: 'Lightroom' | 'darktable'
}

/** What belongs to a database: itself, its write-ahead log, and the journal of a change that was not finished. */
const PARTS = ['', '-wal', '-journal'] as const

/** Times that a file which changes meanwhile is copied, and milliseconds between them. */
const TRIES = 3
const PAUSE = 300

/**
 * Copies another program's database into a folder that nobody else may read, opens the copy, and removes it when `work`
 * is done, however that ends. The database itself is never opened by SQLite, which would write beside it even to read.
 * @throws {MissingError} where it cannot be read. @throws {FormatError} where it is no SQLite database, or damaged.
 * @throws {PalateError} where it keeps changing. @throws {CancelledError} when stopped.
 */
export async function withPrivateCopy<T>(
  of: OtherDatabase,
  { signal }: Pick<Job, 'signal'>,
  work: (database: Sqlite.Database) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'palate-past-')) // for this user alone
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeNow) // a second Ctrl-C ends at once
  try {
    const copy = join(folder, 'copy.sqlite')
    const parts = await copyWhole(of, copy, signal)
    const database = explaining(of, () => openCopy(copy, parts))
    try {
      return await work(database)
    } catch (error) {
      return explaining(of, () => {
        throw error
      })
    } finally {
      database.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeNow)
  }
}

/** A sentence where the program has its database open, which both programs show by a file beside it; else none. */
export async function openNotes({ path, program }: OtherDatabase): Promise<readonly string[]> {
  const isOpen = await stat(`${path}.lock`).then(
    () => true,
    () => false,
  )
  if (!isOpen) return []
  return [`${program} has ${path} open: what it has not saved yet is missing here`]
}

/** Copies until nothing changed meanwhile. @returns the parts that there are. */
async function copyWhole(of: OtherDatabase, copy: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await setTimeout(PAUSE)
    const before = await statesOf(of.path)
    for (const part of PARTS) {
      await rm(`${copy}${part}`, { force: true })
      if (before.has(part)) await copyFile(`${of.path}${part}`, `${copy}${part}`, signal)
    }
    const after = await statesOf(of.path)
    if (PARTS.every((part) => before.get(part) === after.get(part))) return [...before.keys()]
  }
  throw new PalateError(`${of.path} changes while it is read: close ${of.program} and try again`)
}

/** Size, time and number of the file by part, of those that are there. @throws {MissingError} */
async function statesOf(path: string): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>()
  for (const part of PARTS) {
    const found = await stat(`${path}${part}`, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
      if (part !== '' && error.code === 'ENOENT') return undefined
      throw new MissingError(`cannot read ${path}${part}: ${reasonOf(error)}`, { cause: error })
    })
    if (found === undefined) continue
    if (!found.isFile()) throw new MissingError(`cannot read ${path}${part}: it is no file; name the database itself`)
    states.set(part, `${found.ino} ${found.size} ${found.mtimeNs}`)
  }
  return states
}

async function copyFile(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const isStopped = (): boolean => signal?.aborted === true
  if (isStopped()) throw new CancelledError('stopped; nothing was changed')
  try {
    const options = signal === undefined ? {} : { signal }
    await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600 }), options)
  } catch (error) {
    if (isStopped()) throw new CancelledError('stopped; nothing was changed', { cause: error })
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return // gone meanwhile, which is a change
    throw new PalateError(`cannot copy ${from} into ${tmpdir()}: ${reasonOf(error)}`, { cause: error })
  }
}

function openCopy(copy: string, parts: readonly string[]): Sqlite.Database {
  // What stands in a log or journal has to be put into the copy first, which is writing.
  const database = parts.length > 1 ? new Sqlite(copy) : openReadonly(copy)
  try {
    // A file from elsewhere may hold a schema made to do harm: no function of it is run, and no page believed blindly.
    database.pragma('trusted_schema = off')
    database.pragma('cell_size_check = on')
    database.prepare('select count(*) from sqlite_schema').get()
    database.pragma('query_only = on')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A database that logs ahead needs a file beside it even to be read; the copy may have one. */
function openReadonly(copy: string): Sqlite.Database {
  const database = new Sqlite(copy, { readonly: true })
  try {
    database.prepare('select count(*) from sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CANTOPEN')) return new Sqlite(copy)
    throw error
  }
}

/** Runs `work`; what SQLite says of the copy becomes a sentence about the file. */
function explaining<T>({ path, program }: OtherDatabase, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error
    if (error.code === 'SQLITE_NOTADB')
      throw new FormatError(`${path} is no database of ${program}: it is no SQLite file`, { cause: error })
    throw new FormatError(
      `${path} is damaged or was copied in the middle of a change (${error.message}); close ${program} and try again, or name a backup of it`,
      { cause: error },
    )
  }
}
