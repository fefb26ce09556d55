import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, reasonOf, UsageError, writeJsonAtomic } from '../../core/index.ts'

const MARK = 'palate-demo.json'
const markSchema = z.looseObject({ format: z.literal('palate-demo') })

/**
 * Makes a folder the demonstration's: a new or empty one, or one of an earlier demonstration.
 * @throws {UsageError} for any other, which is left as it is.
 */
export async function claimFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new UsageError(`cannot draw into ${folder}: ${reasonOf(error)}; name another folder with --out`)
  })
  if (entries.length > 0 && !(await isDemo(folder, entries))) {
    throw new UsageError(`${folder} holds files that are not of an earlier demonstration; name a new folder with --out`)
  }
  await writeJsonAtomic(join(folder, MARK), { format: 'palate-demo', note: 'palate demo may write into this folder.' })
}

async function isDemo(folder: string, entries: readonly string[]): Promise<boolean> {
  if (!entries.includes(MARK)) return false
  return readJson(join(folder, MARK), markSchema).then(
    () => true,
    () => false,
  )
}
