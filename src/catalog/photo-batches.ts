import { readFile } from 'node:fs/promises'
import { FormatError, MissingError } from '../core/index.ts'
import {
  contentHash,
  type LoadedPhoto,
  type LoadOptions,
  loadPhoto,
  type SkippedPhoto,
  skippedBy,
} from '../image/index.ts'
import type { Describer } from '../personalize/index.ts'
import type { Catalog } from './catalog.ts'
import type { Shot } from './exif.ts'
import { readShotOfFile } from './shot.ts'
import type { CatalogFile, FileState } from './write-batch.ts'

/** What was read of some files. */
export interface PhotoBatch {
  /** Number of files, whatever was found in them. */
  readonly files: number
  /** Photos to be described, each content once. */
  readonly photos: readonly LoadedPhoto[]
  /** What is to be remembered of the files. */
  readonly remembered: readonly CatalogFile[]
  readonly skipped: readonly SkippedPhoto[]
}

/** Photos described together, which is also the most that a killed process has to do again. */
const BATCH = 16
/** Files that are remembered together, where there is nothing to describe. */
const MOST_FILES = 256
/** Photos decoded at a time: enough to keep libvips' threads busy, few enough that huge photos fit in memory. */
const AT_ONCE = 4

/**
 * Reads files and decodes those with new contents, in batches. Whoever takes a batch has written the one before it: what
 * the catalog does not know and the last two batches do not hold is new. When stopped, ends after the last whole batch.
 */
export async function* photoBatches({
  catalog,
  describer,
  files,
  mode = 'fast',
  signal,
}: LoadOptions & {
  readonly catalog: Catalog
  readonly describer: Describer
  readonly files: readonly FileState[]
  readonly signal?: AbortSignal | undefined
}): AsyncGenerator<PhotoBatch> {
  let coming = new Set<string>() // contents of the batch that is being described
  let batch = emptyBatch()
  for (let at = 0; at < files.length;) {
    if (signal?.aborted === true) return
    const part = files.slice(at, at + Math.min(AT_ONCE, BATCH - batch.photos.length))
    at += part.length
    const hashes = await Promise.all(part.map(hashOf))
    const described = await catalog.describedContents(
      hashes.filter((hash) => hash !== undefined),
      describer,
    )
    const isKnown = (hash: string): boolean => described.has(hash) || coming.has(hash) || batch.contents.has(hash)
    const found = await Promise.all(
      part.map(async ({ path }, index) => {
        const hash = hashes[index]
        const photo = hash !== undefined && isKnown(hash) ? hash : await load(path, describer, { mode })
        return photo instanceof Error ? photo : { photo, shot: await readShotOfFile(path) }
      }),
    )
    for (const [index, file] of part.entries()) addInto(batch, { file, found: found[index]!, isKnown })
    batch.files += part.length
    if (batch.photos.length === BATCH || batch.files >= MOST_FILES) {
      yield batch
      coming = batch.contents
      batch = emptyBatch()
    }
  }
  if (batch.files > 0) yield batch
}

/** A batch in the making. */
interface OpenBatch extends PhotoBatch {
  files: number
  readonly photos: LoadedPhoto[]
  readonly remembered: CatalogFile[]
  readonly skipped: SkippedPhoto[]
  /** Content hashes of the photos. */
  readonly contents: Set<string>
}

/** A known content or a photo just decoded, with what its file says of its taking. */
interface FoundPhoto {
  readonly photo: string | LoadedPhoto
  readonly shot: Shot
}

function emptyBatch(): OpenBatch {
  return { files: 0, photos: [], remembered: [], skipped: [], contents: new Set() }
}

/** Content hash of a file; undefined where it cannot be read, for which `load` has the words. */
async function hashOf({ path }: FileState): Promise<string | undefined> {
  return readFile(path).then(contentHash, () => undefined)
}

async function load(
  path: string,
  { framing }: Describer,
  options: LoadOptions,
): Promise<LoadedPhoto | FormatError | MissingError> {
  return loadPhoto(path, framing, options).catch((error: unknown) => {
    if (error instanceof FormatError || error instanceof MissingError) return error
    throw error
  })
}

function addInto(
  batch: OpenBatch,
  {
    file,
    found,
    isKnown,
  }: {
    readonly file: FileState
    readonly found: FoundPhoto | FormatError | MissingError
    readonly isKnown: (contentHash: string) => boolean
  },
): void {
  if (found instanceof Error) {
    batch.skipped.push(skippedBy(file.path, found))
    // A file that may not be read today may be tomorrow, without a change of its own; one that is no photo stays so.
    if (found instanceof FormatError) batch.remembered.push({ ...file, unreadable: found.message })
    return
  }
  const { photo, shot } = found
  const hash = typeof photo === 'string' ? photo : photo.contentHash
  batch.remembered.push({ ...file, contentHash: hash, shot })
  if (typeof photo === 'string' || isKnown(hash)) return // two copies may have been decoded side by side
  batch.photos.push(photo)
  batch.contents.add(hash)
}
