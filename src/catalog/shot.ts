import sharp from 'sharp'
import { readPhotoFile } from '../image/index.ts'
import { readExif, type Shot, UNKNOWN_SHOT } from './exif.ts'

/**
 * When and with what a photo was taken, from the bytes of its file, of which it is known that it is a photo. A file that
 * does not say is no error. RAW files are read here too: no other program is needed for their dates.
 */
export async function readShot(bytes: Uint8Array): Promise<Shot> {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2 ** 16))
  // libvips shows no EXIF of TIFF, which is a file of such directories itself, as CR2, NEF, ARW, DNG and ORF are.
  if (['II', 'MM'].includes(start.toString('latin1', 0, 2))) return readExif(bytes)
  if (start.toString('latin1', 0, 15) === 'FUJIFILMCCD-RAW' && start.length >= 92) {
    const preview = start.readUInt32BE(84)
    return readShotOfImage(bytes.subarray(preview, preview + start.readUInt32BE(88)))
  }
  if (start.toString('latin1', 4, 12) === 'ftypcrx ') return readShotOfCr3(start)
  const shot = await readShotOfImage(bytes)
  // In HEIC and AVIF the orientation of EXIF is not the one that counts (ISO/IEC 23008-12, A.2.1).
  return start.toString('latin1', 4, 8) === 'ftyp' ? { ...shot, orientation: null } : shot
}

/** The same of a file; unknown where it cannot be read. */
export async function readShotOfFile(path: string): Promise<Shot> {
  return readPhotoFile(path).then(readShot, () => UNKNOWN_SHOT)
}

async function readShotOfImage(bytes: Uint8Array): Promise<Shot> {
  try {
    const { exif } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return exif === undefined ? UNKNOWN_SHOT : readExif(exif)
  } catch {
    return UNKNOWN_SHOT // not for libvips
  }
}

/** Canon's CR3 has its two directories in boxes of their own, near the start. */
function readShotOfCr3(start: Buffer): Shot {
  const directory = (name: string): Shot => {
    const at = start.indexOf(name, 0, 'latin1')
    return at < 4 ? UNKNOWN_SHOT : readExif(start.subarray(at + 4, at - 4 + start.readUInt32BE(at - 4)))
  }
  const { camera, orientation } = directory('CMT1')
  const { takenAt, lens } = directory('CMT2')
  return { takenAt, camera, lens, orientation }
}
