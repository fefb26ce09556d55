import sharp from 'sharp'
import { picture } from './picture.ts'

/** Parts of JPEG files, to be put together into such as cameras and programs write. */

const XMP_NAME = 'http://ns.adobe.com/xap/1.0/\0'

/** A segment with its marker and length; `marker` is the second byte of the marker. */
export function jpegSegment(marker: number, ...data: readonly (string | Uint8Array)[]): Buffer {
  const all = Buffer.concat(data.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : each)))
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(all.length + 2, 2)
  return Buffer.concat([head, all])
}

export function xmpPart(xmp: string | Uint8Array): Buffer {
  return jpegSegment(0xe1, XMP_NAME, typeof xmp === 'string' ? Buffer.from(xmp) : xmp)
}

/** EXIF of one directory: an orientation of 1, and `value` as a number in a maker note of 4 bytes. */
export function exifPart(value = 0): Buffer {
  return jpegSegment(
    0xe1,
    'Exif\0\0',
    directory([
      [0x0112, 3, 1, 1],
      [0x927c, 7, 4, value],
    ]),
  )
}

/** An index of two pictures (CIPA DC-007): the image itself, and one of `size` bytes at `offset` from the index. */
export function picturesPart({ offset, size }: { readonly offset: number; readonly size: number }): Buffer {
  const entries = Buffer.alloc(32)
  entries.writeUInt32LE(0x030000, 0)
  entries.writeUInt32LE(0x010001, 16)
  entries.writeUInt32LE(size, 20)
  entries.writeUInt32LE(offset, 24)
  const index = directory([
    [0xb000, 7, 4, 0x30303130], // version 0100
    [0xb001, 4, 1, 2],
    [0xb002, 7, 32, 8 + 2 + 3 * 12 + 4],
  ])
  return jpegSegment(0xe2, 'MPF\0', index, entries)
}

type Tag = readonly [tag: number, type: number, count: number, value: number]

function directory(tags: readonly Tag[]): Buffer {
  const bytes = Buffer.alloc(8 + 2 + tags.length * 12 + 4)
  bytes.write('II*\0\x08\0\0\0', 'latin1')
  bytes.writeUInt16LE(tags.length, 8)
  tags.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12
    bytes.writeUInt16LE(tag, at)
    bytes.writeUInt16LE(type, at + 2)
    bytes.writeUInt32LE(count, at + 4)
    bytes.writeUInt32LE(value, at + 8)
  })
  return bytes
}

/** A JPEG as sharp writes it, without JFIF, EXIF and the like, in two: its start marker, and all else. */
export async function bareJpeg({ progressive = false } = {}): Promise<readonly [start: Buffer, rest: Buffer]> {
  const bytes = await sharp(picture(40, 28).data, { raw: { width: 40, height: 28, channels: 3 } })
    .jpeg({ progressive })
    .toBuffer()
  return [bytes.subarray(0, 2), bytes.subarray(2)]
}

export const jfifPart = jpegSegment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0')
