import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PalateError, reasonOf } from '../core/index.ts'

/** The file of the token, in palate's home. */
export function appTokenPath(home: string): string {
  return join(home, 'app-token')
}

/**
 * What a browser has to show to be answered: 256 random bits in hexadecimal, made once and kept where only its owner may
 * read it, so that an open page goes on when the server is started again.
 * @throws {PalateError} where it can be neither read nor written.
 */
export async function appToken(home: string): Promise<string> {
  const path = appTokenPath(home)
  const kept = await readKept(path)
  if (kept !== undefined) return kept
  const token = randomBytes(32).toString('hex')
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, `${token}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await chmod(temporary, 0o600)
    // A link is refused where there is a file: of two servers that start at once, both use the first one's token.
    await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST' && (await readKept(path)) !== undefined) return
      await rename(temporary, path) // damaged, readable by others, or on a disk without links
    })
    return (await readKept(path)) ?? token
  } catch (error) {
    throw new PalateError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Undefined where there is none that can be trusted. */
async function readKept(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return undefined // others may have read it
    const text = (await readFile(path, 'utf8')).trim()
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PalateError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
