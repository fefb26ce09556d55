import { randomBytes } from 'node:crypto'
import { access, constants, copyFile, link, lstat, mkdir, rename, rm, stat, symlink, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CancelledError, type Job, MissingError, PalateError, reasonOf, UsageError } from '../../core/index.ts'
import type { ExportedPhoto } from './exported-photo.ts'
import { portableName } from './portable-name.ts'

export interface FolderExport {
  /** Absolute. */
  readonly folder: string
  readonly written: number
  /** One sentence for each photo that was left out. */
  readonly skipped: readonly string[]
}

export interface FolderExportOptions extends Job {
  readonly rows: readonly Pick<ExportedPhoto, 'path' | 'name'>[]
  /** Copies take room; links are symbolic, and hard ones where the system refuses those. */
  readonly as: 'links' | 'copies'
  /** The folder in which the new one is made. */
  readonly into: string
  /** Of the new folder; with `-2`, `-3` .. behind it where there is one. */
  readonly name: string
}

/**
 * Makes a folder of photos, named `0001_IMG_1234.jpg` and so on, which any viewer shows in the order of the rows. It is
 * made under a hidden name and has its own once it is whole; nothing is ever written over, and the photos stay as they are.
 * @throws {CancelledError} when stopped: nothing stays. @throws {MissingError} where none of the photos can be read.
 * @throws {UsageError} where there are none. @throws {PalateError} where the folder cannot be written.
 */
export async function exportFolder({ rows, as, into, name, ...job }: FolderExportOptions): Promise<FolderExport> {
  if (rows.length === 0) throw new UsageError('there are no photos in this order; nothing was exported')
  const parent = resolve(into)
  const temporary = join(parent, `.palate-export-${randomBytes(6).toString('hex')}`)
  try {
    await mkdir(parent, { recursive: true })
    await mkdir(temporary)
    try {
      const skipped = await fill(temporary, { rows, as, ...job })
      const folder = await moveIntoPlace(temporary, join(parent, portableName(name) || 'palate'))
      return { folder, written: rows.length - skipped.length, skipped }
    } catch (error) {
      await rm(temporary, { recursive: true, force: true })
      throw error
    }
  } catch (error) {
    if (error instanceof PalateError) throw error
    throw new PalateError(`cannot export into ${parent}: ${reasonOf(error)}`, { cause: error })
  }
}

/** @returns one sentence for each photo that was left out. */
async function fill(
  folder: string,
  { rows, as, progress, signal }: Pick<FolderExportOptions, 'rows' | 'as'> & Job,
): Promise<readonly string[]> {
  const skipped: string[] = []
  // Numbered in the order of the rows, not by place: it may be the order of dates.
  const digits = Math.max(4, String(rows.length).length)
  for (const [at, row] of rows.entries()) {
    const source = resolve(row.path)
    const target = join(folder, `${String(at + 1).padStart(digits, '0')}_${portableName(row.name)}`)
    const reason = await (as === 'copies' ? copy(source, target) : linkTo(source, target))
    if (reason !== undefined) skipped.push(`cannot read ${source}: ${reason}`)
    progress?.report({ label: as === 'copies' ? 'copying photos' : 'linking photos', done: at + 1, total: rows.length })
    if (signal?.aborted === true) {
      throw new CancelledError(`the export was stopped after ${at + 1} of ${rows.length} photos; nothing was kept`)
    }
  }
  if (skipped.length === rows.length) {
    throw new MissingError(`none of the ${rows.length} photos can be read; the first: ${skipped[0]!}`)
  }
  return skipped
}

/** @returns why the photo cannot be read; undefined where it was copied. What is wrong with the target is thrown. */
async function copy(source: string, target: string): Promise<string | undefined> {
  const found = await readable(source)
  if (typeof found === 'string') return found
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  } catch (error) {
    // Removed since it was looked at, or on a disk that fails.
    if (['ENOENT', 'EIO'].includes(codeOf(error))) return reasonOf(error)
    throw error
  }
  await utimes(target, found.atime, found.mtime)
  return undefined
}

async function linkTo(source: string, target: string): Promise<string | undefined> {
  const found = await readable(source)
  if (typeof found === 'string') return found
  try {
    await symlink(source, target, 'file')
  } catch (error) {
    // Windows lets not everybody make one, and some file systems have none.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'UNKNOWN'].includes(codeOf(error))) throw error
    await link(source, target).catch((refused: unknown) => {
      throw new PalateError(`no links can be made here (${reasonOf(refused)}); export copies instead`, {
        cause: refused,
      })
    })
  }
  return undefined
}

async function readable(path: string) {
  try {
    const found = await stat(path)
    if (!found.isFile()) return 'it is not a regular file'
    await access(path, constants.R_OK)
    return found
  } catch (error) {
    return reasonOf(error)
  }
}

/** Gives the folder its name, or the next number that is free. */
async function moveIntoPlace(temporary: string, wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? wanted : `${wanted}-${number}`
    if (await lstat(folder).then(() => true, isThere)) continue
    try {
      // Taken first: a rename replaces an empty folder that somebody made meanwhile, but on Windows, where it replaces none.
      if (process.platform !== 'win32') await mkdir(folder)
      await rename(temporary, folder)
      return folder
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(error))) throw error
    }
  }
}

function isThere(error: unknown): boolean {
  if (codeOf(error) === 'ENOENT') return false
  throw error
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}
