import { resolve } from 'node:path'
import { palateHome, UsageError } from '../../core/index.ts'
import { readAppMemory } from '../../server/index.ts'

/**
 * Folders of the library, absolute: those named, else those that the app had open the last time.
 * @throws {UsageError} where there are none; `command` is what is run.
 */
export async function libraryFolders(named: readonly string[], command: string): Promise<readonly string[]> {
  const { folders } = named.length > 0 ? { folders: named } : await readAppMemory(palateHome())
  if (folders.length === 0) throw new UsageError(`name folders of photos, such as \`palate ${command} ~/Pictures\``)
  return folders.map((folder) => resolve(folder))
}
