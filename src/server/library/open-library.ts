import { openCatalog } from '../../catalog/index.ts'
import { requireReadOut, tasteModelOf } from '../../personalize/index.ts'
import { openPack } from '../../task-vectors/index.ts'
import type { Library, LibraryOptions } from './library.ts'
import { startLibrary } from './start-library.ts'

/**
 * Opens a library in this thread.
 * @throws {UsageError} where the pack has no read-out. @throws {FormatError} where catalog or pack are damaged.
 */
export async function openLibrary({ catalog: path, pack: folder, ...options }: LibraryOptions): Promise<Library> {
  const pack = await openPack(folder)
  const model = tasteModelOf(pack, await requireReadOut(pack))
  const catalog = await openCatalog(path)
  try {
    return await startLibrary({ ...options, catalog, model, kind: { key: `${pack.hash}/fast`, shape: model.shape } })
  } catch (error) {
    await catalog.close()
    throw error
  }
}
