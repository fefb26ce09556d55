import { basename, resolve } from 'node:path'
import { isInFolders, type LibraryFile, readShotOfFile } from '../../catalog/index.ts'
import type { Job } from '../../core/index.ts'
import { findPhotos, hashWords, loadPhotos, type SkippedPhoto, wordsDistance } from '../../image/index.ts'
import { type LibraryIndex, stemOf } from './library-index.ts'

/** What a folder of exported photos says: which photos of the library were worth exporting. */
export interface Keepers {
  /** Content hashes of the library's photos. */
  readonly photos: ReadonlySet<string>
  /** Files that are no photo of the library, or could be one of several. */
  readonly notFound: readonly string[]
  readonly ambiguous: readonly string[]
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * An export is smaller, saved again, perhaps brighter and cropped a little. Up to this many differing bits of 128 it can be
 * the photo whose name or second it has: the distance within which neighbours of a series show the same
 * (`../series.ts`); how strongly a photo may be cropped was not measured. Without name or time nothing is matched by looks.
 */
const EXPORT_DISTANCE = 20

/**
 * Matches the photos in folders of exports, such as the finished ones of each year, to photos of the library: by content,
 * else by looks together with the name (`IMG_1234-2.jpg` and `IMG_1234_edit.jpg` are of IMG_1234) or the second of taking.
 * Photos that lie in these folders alone are exports themselves, and nothing is matched to them.
 * @throws {MissingError} where a folder cannot be read. @throws {CancelledError} when stopped.
 */
export async function readKeepers(named: readonly string[], library: LibraryIndex, job: Job = {}): Promise<Keepers> {
  const folders = named.map((folder) => resolve(folder))
  const paths = await findPhotos(folders)
  const isOriginal = ({ path }: LibraryFile): boolean => !isInFolders(path, folders)
  const originals = new Set(photosOf(library.files.filter(isOriginal)))
  const photos = new Set<string>()
  const notFound: string[] = []
  const ambiguous: string[] = []
  // The hashes alone are wanted, whatever the crop.
  const framing = { resize: 64, crop: 64 }
  const skipped =
    paths.length === 0
      ? []
      : await loadPhotos(paths, framing, {
          ...job,
          mode: 'fast',
          label: 'reading exported photos',
          async each({ path, contentHash, perceptualHash }) {
            const found = originals.has(contentHash)
              ? [contentHash]
              : lookalikes({ path, perceptualHash, takenAt: (await readShotOfFile(path)).takenAt }, library, isOriginal)
            if (found.length === 1) photos.add(found[0]!)
            else (found.length === 0 ? notFound : ambiguous).push(path)
          },
        })
  return { photos, notFound, ambiguous, skipped }
}

interface Exported {
  readonly path: string
  readonly perceptualHash: string
  readonly takenAt: string | null
}

/** Photos that the export may be: of those of its name, where there are several those of its second; else of its second. */
function lookalikes(
  exported: Exported,
  { byStem, bySecond }: LibraryIndex,
  isOriginal: (file: LibraryFile) => boolean,
): readonly string[] {
  const isIt = (file: LibraryFile): boolean => isOriginal(file) && isAlike(file, exported)
  const second = exported.takenAt?.slice(0, 19)
  const ofSecond = (file: LibraryFile): boolean => second !== undefined && file.takenAt?.slice(0, 19) === second
  for (const stem of stemsOf(exported.path)) {
    const alike = (byStem.get(stem) ?? []).filter(isIt)
    const photos = photosOf(alike)
    if (photos.length <= 1) {
      if (photos.length === 1) return photos
      continue
    }
    const narrowed = photosOf(alike.filter(ofSecond))
    return narrowed.length === 1 ? narrowed : photos
  }
  return second === undefined ? [] : photosOf((bySecond.get(second) ?? []).filter(isIt))
}

/** The name of an export, and what is left of it without what was put behind it, the longest first. */
export function stemsOf(path: string): readonly string[] {
  const name = stemOf(basename(path))
  const cuts = Array.from(name.matchAll(/[-_ .(+~]+/g), ({ index }) => name.slice(0, index))
  // A name without digits, such as IMG of IMG_1234, is no photo's own.
  return [name, ...cuts.reverse().filter((cut) => /\d/.test(cut))]
}

function isAlike({ perceptualHash }: LibraryFile, exported: Exported): boolean {
  const words = hashWords([perceptualHash, exported.perceptualHash])
  return wordsDistance(words, 0, words, 1) <= EXPORT_DISTANCE
}

function photosOf(files: readonly LibraryFile[]): readonly string[] {
  return [...new Set(files.map(({ contentHash }) => contentHash))]
}
