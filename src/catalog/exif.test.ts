import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { readExif, UNKNOWN_SHOT } from './exif.ts'
import { readShot } from './shot.ts'

const image = sharp({ create: { width: 8, height: 6, channels: 3, background: '#135' } })
const exif = {
  IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON D750', Orientation: '1' },
  IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', SubSecTimeOriginal: '25', LensModel: '35mm f/1.8' },
}
const shot = { takenAt: '2024-05-06T07:08:09.25', camera: 'NIKON D750', lens: '35mm f/1.8', orientation: 1 }

/** An EXIF block by hand, in either byte order: IFD0 with one pointer to an Exif directory of texts, or of texts alone. */
function block({
  order = 'MM',
  main = {},
  exif: inner = {},
  pointer = true,
}: {
  readonly order?: 'II' | 'MM'
  readonly main?: Readonly<Record<number, string | number>>
  readonly exif?: Readonly<Record<number, string | number>>
  readonly pointer?: boolean
}): Uint8Array {
  const bytes = Buffer.alloc(2048)
  const isLittle = order === 'II'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  bytes.write(order, 0, 'latin1')
  view.setUint16(2, 42, isLittle)
  view.setUint32(4, 8, isLittle)
  let end = 1000
  const write = (at: number, entries: readonly (readonly [number, string | number])[]) => {
    view.setUint16(at, entries.length, isLittle)
    entries.forEach(([tag, value], index) => {
      const entry = at + 2 + 12 * index
      view.setUint16(entry, tag, isLittle)
      view.setUint16(entry + 2, typeof value === 'string' ? 2 : 4, isLittle)
      view.setUint32(entry + 4, typeof value === 'string' ? value.length + 1 : 1, isLittle)
      if (typeof value === 'number') return view.setUint32(entry + 8, value, isLittle)
      if (value.length < 4) return void bytes.write(value, entry + 8, 'latin1')
      view.setUint32(entry + 8, end, isLittle)
      bytes.write(value, end, 'latin1')
      end += value.length + 1
    })
  }
  const entries = (of: Readonly<Record<number, string | number>>) =>
    Object.entries(of).map(([tag, value]) => [Number(tag), value] as const)
  write(8, [...entries(main), ...(pointer ? [[0x8769, 500] as const] : [])])
  write(500, entries(inner))
  return bytes
}

describe('when and with what a photo was taken', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is read from %s as libvips writes it', async (format) => {
    const orientation = format === 'avif' ? null : 1 // where the picture is turned otherwise
    expect(await readShot(await image.clone()[format]().withExif(exif).toBuffer())).toEqual({ ...shot, orientation })
  })

  it('is read from a TIFF file, whose own directory has it', async () => {
    const tiff = await readShot(await image.clone().withExif(exif).tiff().toBuffer())
    expect(tiff).toEqual({ takenAt: null, camera: null, lens: null, orientation: 1 })
    const own = block({ main: { 0x110: 'X100V', 0x10f: 'FUJIFILM' }, exif: { 0x9003: '2020:01:02 03:04:05' } })
    expect(await readShot(own)).toMatchObject({ takenAt: '2020-01-02T03:04:05', camera: 'FUJIFILM X100V' })
  })

  it('is read from the directories of a CR3 and the preview of a RAF', async () => {
    const boxed = (name: string, tiff: Uint8Array) => {
      const header = Buffer.alloc(8)
      header.writeUInt32BE(8 + tiff.length)
      header.write(name, 4)
      return Buffer.concat([header, tiff])
    }
    const cr3 = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1'),
      boxed('CMT1', block({ order: 'II', main: { 0x110: 'Canon EOS R5', 0x10f: 'Canon', 0x112: 8 } })),
      boxed('CMT2', block({ order: 'II', main: { 0x9003: '2020:01:02 03:04:05', 0xa434: 'RF50' }, pointer: false })),
    ])
    const taken = { takenAt: '2020-01-02T03:04:05', camera: 'Canon EOS R5', lens: 'RF50', orientation: 8 }
    expect(await readShot(cr3)).toEqual(taken)
    const preview = await image.clone().jpeg().withExif(exif).toBuffer()
    const raf = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW '.padEnd(100, '\0')), preview])
    raf.writeUInt32BE(100, 84)
    raf.writeUInt32BE(preview.length, 88)
    expect(await readShot(raf)).toEqual({ ...shot, orientation: 1 })
  })

  it.each(['II', 'MM'] as const)('is read in byte order %s, short texts included', (order) => {
    const read = readExif(
      block({ order, main: { 0x10f: 'LG', 0x112: 6 }, exif: { 0x9004: '1999:12:31 23:59:59', 0xa434: 'abc' } }),
    )
    expect(read).toEqual({ takenAt: '1999-12-31T23:59:59', camera: 'LG', lens: 'abc', orientation: 6 })
  })

  it.each([
    ['0000:00:00 00:00:00', null],
    ['    :  :     :  :  ', null],
    ['2023:02:29 10:00:00', null],
    ['2024:02:29 10:00:00', '2024-02-29T10:00:00'],
    ['2024:02:28 24:00:00', null],
    ['2024-02-28 10:00:00', null],
  ])('takes "%s" for %s', (text, expected) => {
    expect(readExif(block({ exif: { 0x9003: text } })).takenAt).toBe(expected)
  })

  it('prefers the time of taking to that of scanning, and leaves out what no terminal should print', () => {
    const read = readExif(
      block({
        main: { 0x110: '\u001b[31mRed\u0000x' },
        exif: { 0x9003: '2001:01:01 00:00:00', 0x9004: '2002:01:01 00:00:00' },
      }),
    )
    expect(read).toMatchObject({ takenAt: '2001-01-01T00:00:00', camera: '[31mRed' })
  })

  it('is unknown for photos without it and for files that are none', async () => {
    for (const bytes of [
      await image.clone().jpeg().toBuffer(),
      new Uint8Array(),
      Buffer.from('MM'),
      Buffer.from('text'),
    ])
      expect(await readShot(bytes)).toEqual(UNKNOWN_SHOT)
  })

  it('never fails, whatever the bytes are', () => {
    const whole = block({ order: 'II', main: { 0x110: 'Model', 0x112: 3 }, exif: { 0x9003: '2020:01:02 03:04:05' } })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1100), fc.nat(255)), { maxLength: 30 }), fc.nat(2048), (changes, length) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        const { orientation, takenAt } = readExif(bytes.subarray(0, length))
        expect(orientation === null || (orientation >= 1 && orientation <= 8)).toBe(true)
        expect(takenAt === null || takenAt.length >= 19).toBe(true)
      }),
    )
  })
})
