import type { LibraryFile } from '../../catalog/index.ts'
import { endingOf, exactKey, folderAndStem, type LibraryIndex, looseKey, withStem } from './library-index.ts'
import type { OtherPhoto } from './other-photo.ts'

/** A folder that lies elsewhere here than where a program knew it: `D:/Photos` is `/home/me/Photos`. */
export interface Move {
  readonly from: string
  readonly to: string
}

/** Which photo of the library another program's photo is, by content hash. */
export type Match =
  | { readonly photo: string; readonly by: 'path' | 'pair' | 'likeness' }
  | { readonly photo: undefined; readonly why: 'not found' | 'ambiguous' }

/**
 * Finds photos by their paths; then, where a RAW file was taken together with a JPEG that stands for both here, by the
 * name in the folder; then, as for a catalog of another machine, by name and the second of taking, or name and size, where
 * that is one photo and no other. Nothing is guessed between two.
 */
export function matchPhoto(
  { path, alsoPaths, takenAt, size }: OtherPhoto,
  library: LibraryIndex,
  moves: readonly Move[],
): Match {
  const paths = [path, ...alsoPaths].map((each) => moved(each, moves))
  for (const each of paths) {
    const found = library.byPath.get(exactKey(each))
    if (found !== undefined) return { photo: found.contentHash, by: 'path' }
  }
  for (const each of paths) {
    const found = onlyPhoto(library.byLoosePath.get(looseKey(each)) ?? [])
    if (found !== undefined) return { photo: found, by: 'path' }
  }
  const endings = [path, ...alsoPaths].map(endingOf)
  const ofShot = (files: readonly LibraryFile[] = []) => photosOfShot(files, endings)
  const pair = ofShot(library.byFolderAndStem.get(folderAndStem(paths[0]!)))
  if (pair.length === 1) return { photo: pair[0]!, by: 'pair' }
  const sameTime = takenAt === null ? [] : ofShot(library.byStemAndSecond.get(withStem(takenAt, path)))
  const sameSize = size === null || sameTime.length > 0 ? [] : ofShot(library.byStemAndSize.get(withStem(size, path)))
  const alike = sameTime.length > 0 ? sameTime : sameSize
  if (alike.length === 1) return { photo: alike[0]!, by: 'likeness' }
  return { photo: undefined, why: alike.length > 0 ? 'ambiguous' : 'not found' }
}

/** A path as it is on this machine. The longest move that fits counts; drives are named in either case. */
export function moved(path: string, moves: readonly Move[]): string {
  const fitting = moves
    .map(({ from, to }) => ({ from: trimmed(from), to: trimmed(to) }))
    .filter(({ from }) => {
      const start = /^[a-z]:/i.test(from)
        ? looseKey(path.slice(0, from.length)) === looseKey(from)
        : path.startsWith(from)
      return start && (path.length === from.length || path[from.length] === '/')
    })
    .toSorted((a, b) => b.from.length - a.from.length)[0]
  return fitting === undefined ? path : `${fitting.to}${path.slice(fitting.from.length)}`
}

function trimmed(path: string): string {
  return exactKey(path).replace(/\/+$/, '')
}

/**
 * The photos among files of one name that are of a shot with these endings: no more than two are looked for, as several are
 * none, and a camera may give thousands of files one name and one size.
 */
function photosOfShot(files: readonly LibraryFile[], endings: readonly string[]): readonly string[] {
  const photos: string[] = []
  for (const { path, contentHash } of files) {
    if (photos[0] === contentHash || !isOfShot(endings, endingOf(path))) continue
    photos.push(contentHash)
    if (photos.length === 2) break
  }
  return photos
}

/** Whether a file of the same name is of the shot: of the same kind, or what the camera wrote beside the RAW file. */
function isOfShot(endings: readonly string[], ending: string): boolean {
  if (endings.includes(ending)) return true
  return rawEndings.has(endings[0]!) && ['jpg', 'jpeg', 'heic', 'heif', 'hif'].includes(ending)
}

/** Endings of RAW photos, those of which palate reads no preview too. */
const rawEndings = new Set(
  'cr2 cr3 crw nef nrw arw sr2 srf dng raf orf rw2 pef srw raw rwl x3f 3fr erf iiq mrw'.split(' '),
)

function onlyPhoto(files: readonly LibraryFile[]): string | undefined {
  const photos = new Set(files.map(({ contentHash }) => contentHash))
  return photos.size === 1 ? files[0]!.contentHash : undefined
}
