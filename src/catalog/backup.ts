import { randomBytes } from 'node:crypto'
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { FormatError, PalateError, reasonOf, UsageError } from '../core/index.ts'
import { APPLICATION_ID } from './schema.ts'
import { explaining } from './sqlite-errors.ts'

/** A backup that was made. */
export interface Backup {
  readonly path: string
  readonly bytes: number
}

/** Pages copied at a time, between which others go on: 40 MB. */
const PAGES = 10_000

/**
 * Copies an open catalog into one file, as it is at one moment, while it may be in use. The copy is checked from end to
 * end before it takes the place of an earlier one, which stays where anything fails.
 * @throws {UsageError} where `to` is the catalog itself, or something that is no catalog. @throws {FormatError} where the catalog is damaged.
 */
export async function backUp(
  database: Sqlite.Database,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Backup> {
  const path = resolve(to)
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw new PalateError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
  })
  await requireReplaceable(path, from)
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await (await open(temporary, 'wx')).close() // says why, where the folder may not be written
    await database.backup(temporary, { progress: () => PAGES }).catch((error: unknown) =>
      explaining(from, () => {
        throw error
      }),
    )
    explaining(from, () => requireWhole(temporary, from))
    const bytes = await synced(temporary)
    await rename(temporary, path)
    return { path, bytes }
  } catch (error) {
    if (error instanceof PalateError) throw error
    throw new PalateError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${temporary}${ending}`, { force: true })
  }
}

/** Waits until the disk has a file. @returns its size. */
async function synced(path: string): Promise<number> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** @throws {UsageError} */
async function requireReplaceable(path: string, from: string): Promise<void> {
  const real = (name: string): Promise<string> => realpath(name).catch(() => name)
  const target = await real(join(await real(dirname(path)), basename(path)))
  if (target === (await real(from))) throw new UsageError(`${path} is the catalog itself; name another file`)
  const exists = await stat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  )
  if (exists && !isCatalog(path))
    throw new UsageError(`${path} is no backup of a catalog and is not written over; name another file`)
}

function isCatalog(path: string): boolean {
  try {
    const database = new Sqlite(path, { readonly: true, fileMustExist: true })
    try {
      return database.pragma('application_id', { simple: true }) === APPLICATION_ID
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}

/** Makes the copy one file, without a log beside it, and reads all of it. @throws {FormatError} */
function requireWhole(copy: string, from: string): void {
  const database = new Sqlite(copy)
  try {
    database.pragma('journal_mode = delete')
    const found = database.pragma('integrity_check(1)', { simple: true })
    if (found === 'ok') return
    const reason = String(found).split('\n').at(-1)
    throw new FormatError(
      `the catalog ${from} is damaged (${reason}), and no backup was made of it; put an earlier backup in its place`,
    )
  } finally {
    database.close()
  }
}
