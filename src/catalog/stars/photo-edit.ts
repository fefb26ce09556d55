import { constants, type Stats } from 'node:fs'
import { access, lstat, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FormatError, MissingError, PalateError, reasonOf, writeFileAtomic } from '../../core/index.ts'
import { contentHash } from '../../image/index.ts'
import { editXmp, type PropertyChange } from './edit-xmp.ts'
import { pointsPast, xmpPlace, xmpSegment } from './jpeg-xmp.ts'
import { hasExtendedXmp } from './namespaces.ts'
import { EMPTY_PACKET } from './new-sidecar.ts'
import { hashOfBytes } from './sidecars.ts'
import { findProperty, parseXmp } from './xmp-document.ts'
import { decodeXmp, encodeXmp } from './xmp-text.ts'

/** A JPEG as it shall be: the same but for one segment. */
export interface PhotoEdit {
  /** SHA-256 of the file as it is. */
  readonly hash: string
  /** SHA-256 of its XMP packet; null where it has none. */
  readonly packetHash: string | null
  /** Where the bytes differ, and those that are there now; none where the segment is new. */
  readonly at: number
  readonly replaced: Uint8Array
  /** Bytes that come instead. */
  readonly size: number
  readonly after: Uint8Array
}

/**
 * Changes properties of the XMP in a JPEG, and writes nothing. All other bytes of the file, and all other characters of
 * the XMP, stay as they are.
 * @throws {FormatError} where it is no JPEG, is damaged, or its XMP cannot be changed in place.
 * @throws {MissingError} where it cannot be read. @throws {PalateError} where it cannot be written.
 */
export async function editPhoto(path: string, changes: readonly PropertyChange[]): Promise<PhotoEdit> {
  await requireWritable(path)
  const bytes = await readPhotoBytes(path)
  const { start, end, packet, jpeg } = xmpPlace(bytes, { path })
  const segment = xmpSegment(editPacket(packet, changes, path), { path })
  if (segment.length !== end - start && pointsPast(bytes, jpeg, start)) {
    throw new FormatError(`${path} has further pictures behind its image that its header points to; use a sidecar`)
  }
  const after = Buffer.concat([bytes.subarray(0, start), segment, bytes.subarray(end)])
  if (contentHash(after) !== contentHash(bytes)) {
    throw new FormatError(
      `${path} is an unusual JPEG, of which palate cannot tell image and metadata apart; use a sidecar`,
    )
  }
  return {
    hash: hashOfBytes(bytes),
    packetHash: packet === undefined ? null : hashOfBytes(packet),
    at: start,
    replaced: bytes.subarray(start, end),
    size: segment.length,
    after,
  }
}

function editPacket(packet: Uint8Array | undefined, changes: readonly PropertyChange[], path: string): Uint8Array {
  const place = { path: `the XMP in ${path}` }
  if (packet === undefined) return Buffer.from(editXmp(EMPTY_PACKET, changes, place))
  const { text, form } = decodeXmp(packet, place)
  if (findProperty(parseXmp(text, place), hasExtendedXmp) !== undefined) {
    throw new FormatError(`${path} has its XMP in several parts, which palate does not change; use a sidecar`)
  }
  const fill = packet.subarray(encodeXmp(text, form).length) // zeros, which are no text
  return Buffer.concat([encodeXmp(editXmp(text, changes, place), form), fill])
}

/** @throws {MissingError} where it cannot be read. */
export async function readPhotoBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
}

/** Puts bytes in the place of a photo, whole or not at all, with its permissions and owner. @throws {PalateError} */
export async function replacePhoto(path: string, bytes: Uint8Array): Promise<void> {
  const { mode, uid, gid } = await requireWritable(path)
  await writeFileAtomic(path, async (file) => {
    const own = await file.stat()
    if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid)
    await file.chmod(mode & 0o777) // before there is anything to read
    await file.writeFile(bytes)
  })
}

/** A rename would pass over what protects a file. @throws {PalateError} where it is a link, or protected. */
async function requireWritable(path: string): Promise<Stats> {
  const failure = (error: unknown): MissingError =>
    new MissingError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error })
  const found = await lstat(path).catch((error: unknown) => Promise.reject(failure(error)))
  if (!found.isFile()) throw new PalateError(`${path} is a link; stars are written only into photos themselves`)
  if ((found.mode & 0o222) === 0) throw new PalateError(`${path} is read-only and stays as it is; use a sidecar`)
  for (const each of [path, dirname(path)])
    await access(each, constants.W_OK).catch((error: unknown) => Promise.reject(failure(error)))
  return found
}
