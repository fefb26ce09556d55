import { lstat, readdir, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Catalog, indexPhotos } from '../../catalog/index.ts'
import { CancelledError, type Job } from '../../core/index.ts'
import { findPhotosAndCompanions, leftOutSentences, type SkippedPhoto } from '../../image/index.ts'
import type { Describer } from '../../personalize/index.ts'
import { isIn } from '../opened-folders.ts'
import { fairOrder } from './fair-order.ts'

export interface ScanReport {
  /** Photos that were described. */
  readonly indexed: number
  /** Files that lie elsewhere than before, or were copied. */
  readonly moved: number
  /** Paths that were forgotten: their files are gone, or belong to another photo. */
  readonly dropped: number
  readonly skipped: { readonly count: number; readonly reasons: readonly string[] }
}

/** Reasons that are kept; a folder of ten thousand broken files is no reason for ten thousand sentences. */
const MOST_REASONS = 50
/** Files asked for together. */
const PART = 256

/**
 * Brings the catalog up to date with folders that are there: new and changed photos are described, those that are gone
 * forgotten, RAW files beside a JPEG taken as one photo with it. A photo behind a link that leads out of the folders is left out.
 * Of a folder in which there is nothing at all, nothing is forgotten: so looks the place of a disk that was taken out.
 * @throws {CancelledError} when stopped, after the batch in work. @throws {MissingError} where a folder is not there.
 */
export async function scanFolders({
  catalog,
  describer,
  folders,
  seed = 0,
  progress,
  signal,
}: Job & {
  readonly catalog: Catalog
  readonly describer: Describer
  readonly folders: readonly string[]
  readonly seed?: number
}): Promise<ScanReport> {
  const found = await findPhotosAndCompanions(folders)
  const { inside, outside } = await partByPlace(found.photos, folders)
  if (signal?.aborted === true) throw new CancelledError('scanning was stopped')
  const another = [...found.companions.values()].flat()
  const forgotten = await forget([...another, ...outside.map(({ path }) => path)], { catalog, describer })
  const emptied = await emptiedOf(folders, catalog)
  const { indexed, moved, dropped, skipped } = await indexPhotos({
    catalog,
    describer,
    paths: fairOrder(inside, seed),
    prune: folders.filter((folder) => emptied.every(({ path }) => path !== folder)),
    ...(progress && { progress }),
    ...(signal && { signal }),
  })
  const left = [...skipped, ...outside, ...found.unreadable, ...emptied].sort((a, b) => (a.path < b.path ? -1 : 1))
  const reasons = leftOutSentences(left).slice(0, MOST_REASONS)
  return { indexed, moved, dropped: dropped + forgotten, skipped: { count: left.length, reasons } }
}

/** Folders in which there is nothing, though the catalog has photos of them. */
async function emptiedOf(folders: readonly string[], catalog: Catalog): Promise<readonly SkippedPhoto[]> {
  const emptied: SkippedPhoto[] = []
  for (const folder of folders) {
    const entries = await readdir(folder).catch(() => undefined) // gone meanwhile: indexing says so
    if (entries?.length !== 0) continue
    for await (const _ of catalog.pathsIn(folder)) {
      const reason = `${folder} is empty: its photos stay listed, as when a disk is taken out; close the folder if they are gone`
      emptied.push({ path: folder, reason })
      break
    }
  }
  return emptied
}

/** Parts photos by whether they lie in the folders, wherever links lead. */
async function partByPlace(
  photos: readonly string[],
  folders: readonly string[],
): Promise<{ readonly inside: readonly string[]; readonly outside: readonly SkippedPhoto[] }> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)))
  const isInside = (path: string): boolean => real.some((folder) => path === folder || isIn(path, folder))
  const places = new Map<string, Promise<boolean>>()
  const folderIsInside = (folder: string): Promise<boolean> => {
    const known = places.get(folder) ?? realpath(folder).then(isInside, () => true) // gone: looked for when it is read
    places.set(folder, known)
    return known
  }
  const inside: string[] = []
  const outside: SkippedPhoto[] = []
  for (let start = 0; start < photos.length; start += PART) {
    const part = photos.slice(start, start + PART)
    const within = await Promise.all(
      part.map(async (path) => {
        const isLink = await lstat(path).then(
          (file) => file.isSymbolicLink(),
          () => false,
        )
        return isLink ? realpath(path).then(isInside, () => true) : folderIsInside(dirname(path))
      }),
    )
    part.forEach((path, at) => {
      if (within[at]!) inside.push(path)
      else outside.push({ path, reason: `${path} leads out of the opened folders, and is left out` })
    })
  }
  return { inside, outside }
}

/** Forgets those of the paths that the catalog has: nothing is written where nothing is to be forgotten. @returns how many. */
async function forget(
  paths: readonly string[],
  { catalog, describer }: { readonly catalog: Catalog; readonly describer: Describer },
): Promise<number> {
  let forgotten = 0
  for (let start = 0; start < paths.length; start += PART) {
    const known = await catalog.knownFiles(paths.slice(start, start + PART), describer)
    await catalog.dropFiles([...known.keys()])
    forgotten += known.size
  }
  return forgotten
}
