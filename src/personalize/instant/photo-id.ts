import { FormatError, UsageError } from '../../core/index.ts'

/**
 * A photo's name in a taste: the first 96 bits of its content hash, as 24 hexadecimal digits. The chance that two of N
 * photos share them is about N^2 / 2^97: 6e-18 for a million photos, 6e-12 for a billion.
 */
export type PhotoId = string

/** Bytes that a photo's name takes in a taste file. */
export const PHOTO_ID_BYTES = 12

/** @throws {UsageError} unless `contentHash` is a SHA-256 in hexadecimal, or at least the 24 digits that name a photo. */
export function photoId(contentHash: string): PhotoId {
  if (!/^[0-9a-f]{24,64}$/.test(contentHash)) {
    throw new UsageError(
      `"${contentHash.slice(0, 80)}" names no photo: expected its content hash, a SHA-256 in hexadecimal`,
    )
  }
  return contentHash.slice(0, 2 * PHOTO_ID_BYTES)
}

/** (photo, 12) bytes of the names, as a taste file keeps them. */
export function encodePhotoIds(ids: readonly PhotoId[]): Uint8Array {
  return Buffer.from(ids.join(''), 'hex')
}

/** The inverse of `encodePhotoIds`. @throws {FormatError} unless these are whole names, all different. */
export function decodePhotoIds(bytes: Uint8Array): readonly PhotoId[] {
  if (bytes.length % PHOTO_ID_BYTES !== 0)
    throw new FormatError(`photos: ${bytes.length} bytes are no whole number of names of ${PHOTO_ID_BYTES} bytes`)
  const digits = Buffer.from(bytes).toString('hex')
  const ids = Array.from({ length: bytes.length / PHOTO_ID_BYTES }, (_, at) => digits.slice(24 * at, 24 * (at + 1)))
  if (new Set(ids).size < ids.length) throw new FormatError('photos: a photo is listed twice')
  return ids
}
