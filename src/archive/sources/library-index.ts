import { basename, dirname, parse } from 'node:path'
import type { Catalog, LibraryFile } from '../../catalog/index.ts'

/** The files of a library, as other programs' photos are looked up in them. */
export interface LibraryIndex {
  readonly files: readonly LibraryFile[]
  /** Content hashes. */
  readonly photos: ReadonlySet<string>
  /** By `exactKey`. */
  readonly byPath: ReadonlyMap<string, LibraryFile>
  /** By `looseKey`: a file system may not tell upper from lower case. */
  readonly byLoosePath: ReadonlyMap<string, readonly LibraryFile[]>
  /** By `stemOf` of the name. */
  readonly byStem: ReadonlyMap<string, readonly LibraryFile[]>
  /** By time taken, to the second. */
  readonly bySecond: ReadonlyMap<string, readonly LibraryFile[]>
}

/** Reads the files of a catalog, in these folders or anywhere: some hundred bytes a file. */
export async function indexLibrary(
  catalog: Pick<Catalog, 'libraryFiles'>,
  folders: readonly string[],
): Promise<LibraryIndex> {
  const files: LibraryFile[] = []
  for await (const page of catalog.libraryFiles(folders.length === 0 ? {} : { folders })) files.push(...page)
  return {
    files,
    photos: new Set(files.map(({ contentHash }) => contentHash)),
    byPath: new Map(files.map((file) => [exactKey(file.path), file])),
    byLoosePath: grouped(files, ({ path }) => looseKey(path)),
    byStem: grouped(files, ({ path }) => stemOf(path)),
    bySecond: grouped(files, ({ takenAt }) => takenAt?.slice(0, 19)),
  }
}

/** macOS writes accents apart from their letters, Windows its own slashes. */
export function exactKey(path: string): string {
  return path.normalize().replaceAll('\\', '/')
}

export function looseKey(path: string): string {
  return exactKey(path).toLowerCase()
}

/** The name of a file without folder and ending, in lower case. */
export function stemOf(path: string): string {
  return parse(basename(exactKey(path))).name.toLowerCase()
}

/** The folder of a path and the name in it without its ending, in lower case. */
export function folderAndStem(path: string): string {
  return `${looseKey(dirname(exactKey(path)))}/${stemOf(path)}`
}

/** In lower case, without the dot. */
export function endingOf(path: string): string {
  return parse(path).ext.slice(1).toLowerCase()
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
