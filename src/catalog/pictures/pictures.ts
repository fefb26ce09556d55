import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { MissingError } from '../../core/index.ts'
import { browserShows, contentHash as hashOf, readPhotoFile, rendition } from '../../image/index.ts'
import { latestFirst } from './latest-first.ts'
import type { Picture, PictureKey, PictureSize } from './kept-pictures.ts'
import { openStore } from './store.ts'

export interface PictureRequest {
  /** Of the photo as it was indexed. */
  readonly contentHash: string
  /** A file that holds it. */
  readonly path: string
  readonly size: PictureSize
  /** Fires when the picture is no longer wanted. */
  readonly signal?: AbortSignal
}

/** Pictures of photos for a browser, made once and kept while there is room. */
export interface Pictures {
  /**
   * A photo upright, in sRGB and without metadata: its thumbnail with a long side of 400 pixels, its preview of 2048,
   * both WebP and never enlarged; or in full, which is the file itself where browsers show its kind, else a JPEG of its
   * size. What was asked for last is made first, and what is asked for twice at once is made once.
   * @throws {MissingError} where the file cannot be read, or holds another photo by now. @throws {FormatError} where it
   * cannot be decoded. @throws {CancelledError} when `signal` fires.
   */
  picture(request: PictureRequest): Promise<Picture>
  /** Ends when what is being made is made; what waits is refused with a CancelledError. */
  close(): Promise<void>
}

const GIBIBYTE = 2 ** 30

const renderings = {
  thumbnail: { longSide: 400, format: 'webp', quality: 80 },
  preview: { longSide: 2048, format: 'webp', quality: 80 },
  full: { longSide: Number.POSITIVE_INFINITY, format: 'jpeg', quality: 92 },
} as const

/**
 * Opens the cache of pictures at `path`, whose file stays below `mostBytes` (default 2 GiB) by forgetting what was not
 * looked at for longest. Made anew where it is damaged or of another version of palate.
 * @throws {PalateError} where the file cannot be opened. @throws {FormatError} where it is another program's.
 */
export function openPictures({
  path,
  mostBytes = 2 * GIBIBYTE,
}: {
  readonly path: string
  readonly mostBytes?: number
}): Pictures {
  const store = openStore({ path: resolve(path), mostBytes })
  const turns = latestFirst<Picture>(mostAtOnce())
  return {
    async picture({ contentHash, path: photo, size, signal }) {
      const key: PictureKey = { contentHash, size }
      const kept = store.find(key)
      if (kept !== undefined) return kept
      const work = async (): Promise<Picture> => {
        const { picture, isFile } = await make(photo, key)
        if (!isFile) store.keep(key, picture)
        return picture
      }
      return turns.ask({ key: JSON.stringify([contentHash, size, photo]), work, ...(signal && { signal }) })
    },
    async close() {
      await turns.stop()
      store.close()
    },
  }
}

/** @returns whether the picture is the file itself, of which no copy is worth keeping. */
async function make(path: string, { contentHash, size }: PictureKey): Promise<{ picture: Picture; isFile: boolean }> {
  const bytes = await readPhotoFile(path)
  if (hashOf(bytes) !== contentHash) {
    throw new MissingError(`${path} has changed since it was indexed; it is read again at the next scan`)
  }
  const shown = size === 'full' ? browserShows(bytes) : undefined
  if (shown !== undefined) return { picture: { bytes, type: shown }, isFile: true }
  const rendering = renderings[size]
  const made = await rendition(bytes, { ...rendering, path })
  return { picture: { bytes: made, type: `image/${rendering.format}` }, isFile: false }
}

/** Fewer than libuv has threads: what waits there is done first come, first served, and one is left for reading files. */
function mostAtOnce(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 4
  return Math.max(2, Math.min(availableParallelism(), threads - 1))
}
