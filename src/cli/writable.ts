import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PalateError, reasonOf } from '../core/index.ts'

/**
 * Asks before hours of work whether files can be written afterwards; makes nothing.
 * @throws {PalateError} as writing would: a part of the path is no folder, the file is one, or it may not be written.
 */
export async function requireWritable(paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue
    try {
      const found = await stat(path).catch(absent)
      if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' })
      await access(await nearestFolder(resolve(path)), constants.W_OK)
    } catch (error) {
      throw new PalateError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
    }
  }
}

/** The folder in which the path, or the first folder that it lacks, would be made. */
async function nearestFolder(path: string): Promise<string> {
  const folder = dirname(path)
  if ((await stat(folder).catch(absent)) === undefined) return nearestFolder(folder)
  // The slash, so that a file in a folder's place is refused.
  await access(`${folder}/.`)
  return folder
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
