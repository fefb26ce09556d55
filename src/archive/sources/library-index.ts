import { basename, dirname, parse } from 'node:path'
import type { Catalog, LibraryFile } from '../../catalog/index.ts'
import type { Job } from '../../core/index.ts'
import { beatOf } from './beat.ts'

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
  /** By `folderAndStem`. */
  readonly byFolderAndStem: ReadonlyMap<string, readonly LibraryFile[]>
  /** By `withStem` of the time taken, to the second. */
  readonly byStemAndSecond: ReadonlyMap<string, readonly LibraryFile[]>
  /** By `withStem` of the bytes. */
  readonly byStemAndSize: ReadonlyMap<string, readonly LibraryFile[]>
  /** By time taken, to the second. */
  readonly bySecond: ReadonlyMap<string, readonly LibraryFile[]>
}

/** Reads the files of a catalog, in these folders or anywhere, into memory. @throws {CancelledError} when stopped. */
export async function indexLibrary(
  catalog: Pick<Catalog, 'libraryFiles'>,
  folders: readonly string[],
  job: Pick<Job, 'signal'> = {},
): Promise<LibraryIndex> {
  const files: LibraryFile[] = []
  const byPath = new Map<string, LibraryFile>()
  const [byLoosePath, byStem, bySecond, byFolderAndStem, byStemAndSecond, byStemAndSize] = Array.from(
    { length: 6 },
    () => new Map<string, LibraryFile[]>(),
  ) as [Groups, Groups, Groups, Groups, Groups, Groups]
  const beat = beatOf(job)
  for await (const page of catalog.libraryFiles(folders.length === 0 ? {} : { folders }))
    for (const file of page) {
      const { path, size, takenAt } = file
      const second = takenAt?.slice(0, 19)
      files.push(file)
      byPath.set(exactKey(path), file)
      add(byLoosePath, looseKey(path), file)
      add(byStem, stemOf(path), file)
      add(byFolderAndStem, folderAndStem(path), file)
      add(byStemAndSize, withStem(size, path), file)
      if (second !== undefined) {
        add(bySecond, second, file)
        add(byStemAndSecond, withStem(second, path), file)
      }
      await beat()
    }
  const photos = new Set(files.map(({ contentHash }) => contentHash))
  return { files, photos, byPath, byLoosePath, byStem, bySecond, byFolderAndStem, byStemAndSecond, byStemAndSize }
}

type Groups = Map<string, LibraryFile[]>

function add(groups: Groups, key: string, file: LibraryFile): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [file])
  else group.push(file)
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

/** A time or a size together with the name of a file. */
export function withStem(fact: string | number, path: string): string {
  return `${fact}/${stemOf(path)}`
}

/** In lower case, without the dot. */
export function endingOf(path: string): string {
  return parse(path).ext.slice(1).toLowerCase()
}
