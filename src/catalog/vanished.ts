import { stat } from 'node:fs/promises'
import { MissingError, reasonOf } from '../core/index.ts'
import type { Catalog } from './catalog.ts'

/**
 * Forgets paths in these folders at which there is nothing any more. @returns how many.
 * @throws {MissingError} where a folder itself is not there: a disk that is not connected is no reason to forget it.
 */
export async function dropVanished(catalog: Catalog, folders: readonly string[]): Promise<number> {
  let dropped = 0
  for (const folder of folders) {
    await stat(folder).catch((error: unknown) => {
      throw new MissingError(`cannot look for vanished photos in ${folder}: ${reasonOf(error)}`, { cause: error })
    })
    for await (const paths of catalog.pathsIn(folder)) {
      const isGone = await Promise.all(paths.map(hasVanished))
      const gone = paths.filter((_, at) => isGone[at])
      await catalog.dropFiles(gone)
      dropped += gone.length
    }
  }
  return dropped
}

async function hasVanished(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    // Anything else, such as a permission or a network, does not say that it is gone.
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT' || code === 'ENOTDIR',
  )
}
