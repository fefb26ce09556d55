import type { FileHandle } from 'node:fs/promises'
import { MOST_XMP_BYTES } from './xmp-text.ts'

/** TIFF's own signature, and those of the RAW files of Olympus and Panasonic, which are TIFFs but for it. */
const signatures = ['II*\0', 'MM\0*', 'IIRO', 'IIRS', 'MMOR', 'IIU\0']
const XMP_TAG = 700

/**
 * The XMP packet of a file built like a TIFF, such as DNG, CR2, NEF and ARW: tag 700 of the first directory (TIFF 6.0, XMP
 * part 3). Undefined where there is none, or the file is built otherwise. RAW files are not left to libvips, which refuses
 * some of them for their picture.
 */
export async function tiffXmp(file: FileHandle): Promise<Uint8Array | undefined> {
  const header = await readAt(file, 0, 8)
  if (header.length < 8 || !signatures.includes(header.toString('latin1', 0, 4))) return undefined
  const isLittle = header[0] === 0x49
  const short = (of: Buffer, at: number): number => (isLittle ? of.readUInt16LE(at) : of.readUInt16BE(at))
  const long = (of: Buffer, at: number): number => (isLittle ? of.readUInt32LE(at) : of.readUInt32BE(at))
  const directory = long(header, 4)
  const count = await readAt(file, directory, 2)
  if (count.length < 2) return undefined
  const entries = await readAt(file, directory + 2, 12 * short(count, 0))
  for (let at = 0; at + 12 <= entries.length; at += 12) {
    // Bytes (1) or undefined (7), both of one byte each.
    if (short(entries, at) !== XMP_TAG || ![1, 7].includes(short(entries, at + 2))) continue
    const size = long(entries, at + 4)
    if (size <= 4 || size > MOST_XMP_BYTES) return undefined
    const packet = await readAt(file, long(entries, at + 8), size)
    return packet.length === size ? packet : undefined
  }
  return undefined
}

/** Fewer bytes at the end of the file. */
async function readAt(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, position)
  return buffer.subarray(0, bytesRead)
}
