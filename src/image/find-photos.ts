import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { MissingError, reasonOf, UsageError } from '../core/index.ts'
import { isImagePath, readableKinds } from './kinds.ts'

/**
 * Absolute paths of the photos that `paths` name, each once and sorted: files as they are, folders with all folders in
 * them. In folders, names that start with a dot and files without a photo's ending are passed over. A folder that is
 * reached twice, by a link, is entered once.
 * @throws {MissingError} where a path is not there. @throws {UsageError} where a named file is no photo by its ending.
 */
export async function findPhotos(paths: readonly string[]): Promise<string[]> {
  const photos = new Set<string>()
  const entered = new Set<string>()
  for (const path of paths) {
    const absolute = resolve(path)
    if (await isFolder(absolute)) {
      await collectInto(photos, { folder: absolute, entered })
    } else if (isImagePath(absolute)) {
      photos.add(absolute)
    } else {
      throw new UsageError(`${path} is no photo by its ending; name folders, or files that are ${readableKinds}`)
    }
  }
  return [...photos].sort()
}

async function collectInto(
  photos: Set<string>,
  { folder, entered }: { readonly folder: string; readonly entered: Set<string> },
): Promise<void> {
  const real = await realpath(folder)
  if (entered.has(real)) return
  entered.add(real)
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry
    if (kind === undefined) continue // a link to nowhere names no photo
    if (kind.isDirectory()) await collectInto(photos, { folder: path, entered })
    else if (kind.isFile() && isImagePath(path)) photos.add(path)
  }
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    // In order, so that of two links to one folder the same one is always entered.
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new MissingError(`cannot list ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
