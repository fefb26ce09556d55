import { isDamage, isNoRoom, openCacheFile, removeCacheFile } from './cache-file.ts'
import { type KeptPictures, keptPictures, type Picture, type PictureKey } from './kept-pictures.ts'

export interface PictureStore {
  find(key: PictureKey): Picture | undefined
  /** Keeps a picture, where there is room for it on the disk. */
  keep(key: PictureKey, picture: Picture): void
  close(): void
}

/** Pictures found whose use has not been written: a write for each would be slower than finding them. */
const MOST_MARKS = 64

/**
 * Opens the cache at `path`. Whatever befalls its file later, it never stands between a person and a picture: what cannot
 * be kept is not, and a file that turns out to be damaged is made anew.
 * @throws {PalateError} where the file cannot be opened. @throws {FormatError} where it is another program's.
 */
export function openStore({ path, mostBytes }: { readonly path: string; readonly mostBytes: number }): PictureStore {
  const open = (): KeptPictures | undefined => openCacheFile(path, (database) => keptPictures(database, mostBytes))
  let kept = open()
  /** Numbers of found pictures, the least recent first. */
  let marks = new Set<number>()

  /** The next attempt makes the file anew. */
  const discard = (): void => {
    kept?.close()
    kept = undefined
    marks.clear()
    try {
      removeCacheFile(path)
    } catch {
      // Windows removes no file that another process has open; until then nothing is kept.
    }
  }
  const attempt = <T>(work: (pictures: KeptPictures) => T): T | undefined => {
    try {
      kept ??= open()
      return kept && work(kept)
    } catch (error) {
      if (isDamage(error)) discard()
      else if (kept !== undefined && !isNoRoom(error)) throw error
      return undefined
    }
  }
  const writeMarks = (): void => {
    const found = marks
    marks = new Set()
    if (found.size > 0) attempt((pictures) => pictures.mark(found))
  }

  return {
    find(key) {
      const found = attempt((pictures) => pictures.find(key))
      if (found === undefined) return undefined
      marks.delete(found.id)
      marks.add(found.id)
      if (marks.size >= MOST_MARKS) writeMarks()
      return { bytes: found.bytes, type: found.type }
    },
    keep(key, picture) {
      // It would drive out half of all others.
      if (picture.bytes.length > mostBytes / 2) return
      writeMarks()
      attempt((pictures) => pictures.keep(key, picture))
    },
    close() {
      writeMarks()
      kept?.close()
    },
  }
}
