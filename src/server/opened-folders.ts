import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, resolve, sep } from 'node:path'
import { MissingError, PalateError, reasonOf, UsageError } from '../core/index.ts'

export interface OpenedFolder {
  /** Absolute, as the user named it. */
  readonly path: string
  /** False while it cannot be read, such as on a disk that was taken out. */
  readonly here: boolean
}

/** The folders whose photos are shown, and nothing else of this machine. */
export interface OpenedFolders {
  list(): readonly OpenedFolder[]
  paths(): readonly string[]
  /** @returns whether it is new. @throws {PalateError} where it stands in one that is open. */
  open(path: string): Promise<boolean>
  /** @throws {MissingError} where it is not open. */
  close(path: string): void
  /** Looks which folders are there. @returns whether one went or came back. */
  look(): Promise<boolean>
  /** Whether a path names something in an opened folder, wherever links in it lead. */
  holds(path: string): boolean
  /** The file that a path leads to. @throws {MissingError} where there is none, or it lies outside of the opened folders. */
  realPathOf(path: string): Promise<string>
}

/** Opens folders by name; those that are not there are kept, and looked for again. */
export async function openFolders(paths: readonly string[]): Promise<OpenedFolders> {
  let folders: readonly OpenedFolder[] = []
  const looked = async (path: string): Promise<OpenedFolder> => ({ path, here: await isHere(path) })
  const remaining = (path: string) => folders.filter((each) => each.path !== path && !isIn(each.path, path))
  for (const path of paths.map((each) => resolve(each))) {
    if (folders.some((each) => each.path === path || isIn(path, each.path))) continue
    folders = [...remaining(path), await looked(path)]
  }
  return {
    list: () => folders,
    paths: () => folders.map(({ path }) => path),
    async open(named) {
      const path = await requireFolder(named)
      if (folders.some((each) => each.path === path)) return false
      const around = folders.find((each) => isIn(path, each.path))
      if (around !== undefined) throw new PalateError(`${path} is open already, as a part of ${around.path}`)
      folders = [...remaining(path), await looked(path)]
      return true
    },
    close(named) {
      const path = resolve(named)
      if (!folders.some((each) => each.path === path)) throw new MissingError(`${named} is not open`)
      folders = folders.filter((each) => each.path !== path)
    },
    async look() {
      const before = folders
      const now = await Promise.all(before.map(({ path }) => looked(path)))
      const hereBy = new Map(now.map(({ path, here }) => [path, here]))
      const changed = before.some(({ path, here }) => hereBy.get(path) !== here)
      folders = folders.map((each) => ({ ...each, here: hereBy.get(each.path) ?? each.here })) // opened meanwhile: as it was
      return changed
    },
    holds: (path) => folders.some((each) => isIn(path, each.path)),
    async realPathOf(path) {
      const folder = folders.find((each) => isIn(path, each.path))
      if (folder === undefined) throw new MissingError(`${path} is not in an opened folder`)
      const real = await realpath(path).catch((error: unknown) => {
        throw new MissingError(
          `cannot read ${path}: ${folder.here ? reasonOf(error) : 'its folder is not there now'}`,
          {
            cause: error,
          },
        )
      })
      for (const { path: each } of folders) if (isIn(real, await realpath(each).catch(() => each))) return real
      throw new MissingError(`${path} leads out of the opened folders, and is not shown`)
    },
  }
}

/** Whether a path lies in a folder, at any depth. */
export function isIn(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

/** @throws {UsageError} unless it is an absolute path. @throws {MissingError} unless there is such a folder. */
async function requireFolder(named: string): Promise<string> {
  if (!isAbsolute(named) || named.includes('\0')) throw new UsageError(`${named} is no absolute path of a folder`)
  const path = resolve(named)
  const found = await stat(path).catch((error: unknown) => {
    throw new MissingError(`cannot open ${path}: ${reasonOf(error)}`, { cause: error })
  })
  if (!found.isDirectory()) throw new UsageError(`${path} is no folder`)
  return path
}

async function isHere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
