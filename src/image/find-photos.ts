import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { MissingError, reasonOf, UsageError } from '../core/index.ts'
import { isImagePath, kindByEnding, readableKinds } from './kinds.ts'
import { type SkippedPhoto, skippedBy } from './missing-reader.ts'

/** Photos as files, absolute and sorted. */
export interface FoundPhotos {
  readonly photos: readonly string[]
  /** RAW files that were taken together with a photo in `photos`, by that photo's path. */
  readonly companions: ReadonlyMap<string, readonly string[]>
  /** Folders below those that were named which cannot be listed; nothing is known of what lies in them. */
  readonly unreadable: readonly SkippedPhoto[]
}

/** The photos alone of `findPhotosAndCompanions`. @throws {MissingError} where a folder cannot be listed, too. */
export async function findPhotos(paths: readonly string[]): Promise<string[]> {
  const { photos, unreadable } = await findPhotosAndCompanions(paths)
  if (unreadable.length > 0) throw new MissingError(unreadable[0]!.reason)
  return [...photos]
}

/**
 * The photos that `paths` name, each once: files as they are, folders with all folders in them. In folders, names that
 * start with a dot and files without a photo's ending are passed over, and a RAW file beside a JPEG or HEIC of its name is
 * that one's companion: one photo, which is looked at as the camera developed it. A folder that is reached twice, by a
 * link, is entered once.
 * @throws {MissingError} where a path is not there. @throws {UsageError} where a named file is no photo by its ending.
 */
export async function findPhotosAndCompanions(paths: readonly string[]): Promise<FoundPhotos> {
  const photos = new Set<string>()
  const companions = new Map<string, readonly string[]>()
  const entered = new Set<string>()
  const unreadable: SkippedPhoto[] = []
  for (const path of paths) {
    const absolute = resolve(path)
    if (await isFolder(absolute)) {
      for await (const files of photosByFolder(absolute, { entered, unreadable })) {
        const pairs = pairUp(files)
        for (const photo of files) if (!pairs.has(photo)) photos.add(photo)
        for (const [raw, photo] of pairs) companions.set(photo, [...(companions.get(photo) ?? []), raw])
      }
    } else if (isImagePath(absolute)) {
      photos.add(absolute)
    } else {
      throw new UsageError(`${path} is no photo by its ending; name folders, or files that are ${readableKinds}`)
    }
  }
  return { photos: [...photos].sort(), companions, unreadable }
}

/** RAW files beside a photo that were taken together with it; none where its folder cannot be listed. */
export async function companionsOf(photo: string): Promise<readonly string[]> {
  const folder = dirname(photo)
  const names = await readdir(folder).catch(() => [])
  const files = names
    .map((name) => join(folder, name))
    .filter((path) => !basename(path).startsWith('.') && isImagePath(path))
  return [...pairUp(files.sort())].flatMap(([raw, developed]) => (developed === photo ? [raw] : []))
}

/** The photo that each RAW file of a folder belongs to; the first by name where there are several, such as JPEG and HEIC. */
function pairUp(files: readonly string[]): ReadonlyMap<string, string> {
  const developed = new Map<string, string>()
  for (const file of files.toReversed()) if (isFromCamera(file)) developed.set(nameOf(file), file)
  return new Map(
    files
      .filter((file) => kindByEnding(file) === 'RAW')
      .map((file) => [file, developed.get(nameOf(file))] as const)
      .filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/** Cameras write these beside RAW files. A TIFF or PNG of the same name is what someone made of it. */
function isFromCamera(path: string): boolean {
  return kindByEnding(path) === 'HEIC' || /\.jpe?g$/i.test(path)
}

/** The base name without its ending, in lower case: cameras and programs do not agree on `IMG_1.JPG`. */
function nameOf(path: string): string {
  const { name } = parse(path)
  return name.toLowerCase()
}

/** What was seen on the way through folders. */
interface Seen {
  /** Real paths of folders. */
  readonly entered: Set<string>
  readonly unreadable: SkippedPhoto[]
}

async function* photosByFolder(folder: string, seen: Seen): AsyncGenerator<readonly string[]> {
  const entries = await entriesOf(folder)
  const real = await realpath(folder)
  if (seen.entered.has(real)) return
  seen.entered.add(real)
  const files: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry
    if (kind === undefined) continue // a link to nowhere names no photo
    if (kind.isDirectory()) yield* photosBelow(path, seen)
    else if (kind.isFile() && isImagePath(path)) files.push(path)
  }
  yield files
}

/** One folder that may not be listed is no reason to leave out all others. */
async function* photosBelow(folder: string, seen: Seen): AsyncGenerator<readonly string[]> {
  try {
    yield* photosByFolder(folder, seen)
  } catch (error) {
    if (!(error instanceof MissingError)) throw error
    seen.unreadable.push(skippedBy(folder, error))
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
