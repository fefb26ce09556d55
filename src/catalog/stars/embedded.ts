import { type FileHandle, open, stat } from 'node:fs/promises'
import sharp from 'sharp'
import { FormatError, messageOf, MissingError, reasonOf } from '../../core/index.ts'
import { isRawPath } from './sidecars.ts'
import { tiffXmp } from './tiff-xmp.ts'

/**
 * The XMP packet inside a JPEG, PNG, WebP, TIFF, AVIF, HEIC or, where it is built like a TIFF, a RAW file; undefined where
 * it has none. Only the header is read, and no picture is decoded, so that nothing needs to be installed.
 * @throws {MissingError} where the file cannot be read. @throws {FormatError} where it is no such image.
 */
export async function embeddedXmp(path: string): Promise<Uint8Array | undefined> {
  if (isRawPath(path)) return withFile(path, tiffXmp)
  if (!isPicture(await withFile(path, firstBytes))) {
    throw new FormatError(`${path} is none of the kinds of photo that palate reads; convert it or leave it out`)
  }
  try {
    return (await sharp(path, { limitInputPixels: false }).metadata()).xmp
  } catch (error) {
    const detail = messageOf(error).trim().split('\n')[0]
    throw new FormatError(`${path} is damaged (${detail}); copy it again or leave it out`, { cause: error })
  }
}

/** Looked at before libvips does, which would also start an interpreter for SVG or PDF. */
function isPicture(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  return /^(\xff\xd8\xff|\x89PNG|RIFF....WEBP|GIF8|II[*+]\0|MM\0[*+]|....ftyp)/s.test(text)
}

async function firstBytes(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
  return buffer.subarray(0, bytesRead)
}

/** @throws {MissingError} where it cannot be read, or is no file: reading a named pipe would wait for ever. */
async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    if (!(await stat(path)).isFile()) throw new MissingError(`cannot read ${path}: it is not a regular file`)
    const file = await open(path, 'r')
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof MissingError) throw error
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
