import { join } from 'node:path'
import { messageOf, UsageError } from '../../core/index.ts'
import { type Database, photoNames } from '../../databases/index.ts'

/**
 * Finds a database's photos by the names that other files give them, as its ratings.csv would: paths relative to its
 * folder or to images/ in it, else a unique ending. `where` names file and line in the error for an ambiguous name.
 */
export function namesOf({ folder, images }: Database): (name: string, where: string) => string | undefined {
  const locate = photoNames({ photos: images, folders: [folder, join(folder, 'images')] })
  return (name, where) => {
    try {
      return name === '' ? undefined : locate(name)
    } catch (error) {
      throw new UsageError(`${where}: ${messageOf(error)}`, { cause: error })
    }
  }
}
