import { basename, isAbsolute, relative, resolve, sep } from 'node:path'
import { UsageError } from '../core/index.ts'

/** Finds the photo that a ratings file means by a name: its absolute path, or undefined where it is not there. */
export type LocatePhoto = (name: string) => string | undefined

export interface PhotoNames {
  /** Absolute paths that a name can mean. */
  readonly photos: readonly string[]
  /** Folders that names are relative to, best first. */
  readonly folders: readonly [string, ...string[]]
  /** Names, as relative to the first folder, must not lead out of this one. */
  readonly within?: string
  /** Whether a path outside `photos` is there all the same. */
  readonly exists?: (path: string) => boolean
}

/**
 * A name is a path relative to one of `folders`; else, a unique ending of a photo's path, which a base name is too. So
 * `setB/7.jpg` never stands for `setA/7.jpg`.
 * The function throws {UsageError} where several photos end so, or where the name leads out of `within`.
 */
export function photoNames({ photos, folders, within, exists = () => false }: PhotoNames): LocatePhoto {
  // macOS writes accents apart from their letters, others do not.
  const byPath = new Map(photos.map((path) => [path.normalize(), path]))
  const byBaseName = new Map<string, string[]>()
  for (const path of photos) {
    const name = basename(path).normalize()
    const alike = byBaseName.get(name)
    if (alike === undefined) byBaseName.set(name, [path])
    else alike.push(path)
  }
  return (name) => {
    const plain = name.replaceAll('\\', '/').replace(/^\.\//, '')
    const candidates = folders.map((folder) => resolve(folder, plain))
    if (within !== undefined && !isInside(candidates[0]!, within)) {
      throw new UsageError(`"${name}" leads out of ${within}; a database names only photos in its own folder`)
    }
    for (const path of candidates) {
      const known = byPath.get(path.normalize())
      if (known !== undefined) return known
      if (exists(path)) return path
    }
    const ending = `/${plain.normalize()}`
    const alike = (byBaseName.get(basename(plain).normalize()) ?? []).filter((path) =>
      path.replaceAll(sep, '/').normalize().endsWith(ending),
    )
    if (alike.length > 1) {
      const [first, second] = alike.map((path) => relative(folders[0], path))
      throw new UsageError(`"${name}" may be ${first} or ${second}; name it by its path relative to the file`)
    }
    return alike[0]
  }
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
