import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import envPaths from 'env-paths'
import type { z } from 'zod'
import { FormatError, messageOf, MissingError, PalateError } from '../errors.ts'

/** Folder of bases, packs, caches and the catalog: `PALATE_HOME`, else the platform's data folder. */
export function palateHome(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['PALATE_HOME'] || envPaths('palate', { suffix: '' }).data
}

/**
 * Writes a file so that it is either whole or not there: temporary file beside it, fsync, rename, fsync of the folder.
 * `fill` writes into the open temporary file; where it throws (a full disk), the temporary file is removed.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | ((file: import('node:fs/promises').FileHandle) => Promise<void>),
): Promise<void> {
  const failure = (error: unknown): PalateError =>
    new PalateError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
  await mkdir(dirname(path), { recursive: true }).catch((error) => Promise.reject(failure(error)))
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx')
    try {
      if (typeof content === 'function') await content(file)
      else await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (error instanceof PalateError) throw error // what `fill` says of its own work: stopped, nothing to write
    throw failure(error)
  }
  await syncFolder(dirname(path))
}

export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Reads and parses a JSON file at the edge: nothing of it is trusted before `schema` accepted it. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readTextFile(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new FormatError(`${path} is not JSON: ${messageOf(error)}`, { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const first = parsed.error.issues[0]
    const where = first?.path.join('.') || 'the document'
    throw new FormatError(`${path}: ${where}: ${first?.message ?? 'not what was expected'}`, { cause: parsed.error })
  }
  return parsed.data
}

/** @throws {MissingError} where there is no such file or it cannot be read. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** SHA-256 of a file's bytes in hexadecimal, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
  return hash.digest('hex')
}

/** A short reason in words for the errors that people meet with files. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'ENOSPC':
      return 'the disk is full'
    case 'EDQUOT':
      return 'the disk quota is used up'
    case 'EISDIR':
      return 'it is a folder'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of the path is not a folder'
    case 'EFBIG':
      return 'the file would be larger than the system allows'
    case 'EROFS':
      return 'the file system is read-only'
    default:
      return messageOf(error)
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself is durable enough.
  if (process.platform === 'win32') return
  const handle = await open(join(folder, '.'), 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
