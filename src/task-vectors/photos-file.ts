import { join } from 'node:path'
import { FormatError, readJson, sha256OfFile, writeJsonAtomic } from '../core/index.ts'
import { type PhotoHashes, photosFileSchema, type PhotosReference } from './records.ts'

/** Writes the hashes of a vector's training photos beside it; `null`, for photos unknown, writes nothing. */
export async function writePhotos(options: {
  readonly folder: string
  readonly file: string
  readonly photos: readonly PhotoHashes[] | null
}): Promise<PhotosReference> {
  const { folder, file, photos } = options
  if (photos === null) return null
  const path = join(folder, file)
  await writeJsonAtomic(path, photosFileSchema.parse({ schema: 1, photos }))
  return { count: photos.length, file, sha256: await sha256OfFile(path) }
}

/**
 * Reads them back; `'unknown'` where none were recorded.
 * @throws {MissingError} where the file is gone. @throws {FormatError} where it is not the one that was written.
 */
export async function readPhotos(
  folder: string,
  reference: PhotosReference,
): Promise<readonly PhotoHashes[] | 'unknown'> {
  if (reference === null) return 'unknown'
  const path = join(folder, reference.file)
  await requireHash(path, reference.sha256)
  const { photos } = await readJson(path, photosFileSchema)
  if (photos.length === reference.count) return photos
  throw new FormatError(`${path} lists ${photos.length} photos where ${reference.count} were recorded`)
}

/** @throws {FormatError} unless the file's bytes have that SHA-256. */
export async function requireHash(path: string, expected: string): Promise<void> {
  const found = await sha256OfFile(path)
  if (found === expected) return
  throw new FormatError(
    `${path} is not the file that was recorded (SHA-256 ${found.slice(0, 12)}.., expected ${expected.slice(0, 12)}..): ` +
      'it was changed or is damaged; get it again',
  )
}
