import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { goldenHeic } from '../../test/support/golden-heic.ts'
import { picture } from '../../test/support/picture.ts'
import { writeTiff } from '../../test/support/tiff-writer.ts'
import { contentHash } from './index.ts'

function source() {
  return sharp(picture(32, 24).data, { raw: { width: 32, height: 24, channels: 3 } })
}

/** The file with `piece` put in at byte `at`. */
function insert(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

function jpegSegment(marker: number, text: string): Uint8Array {
  const header = Buffer.from([0xff, marker, 0, 0])
  header.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([header, Buffer.from(text)])
}

function pngChunk(type: string, text: string): Uint8Array {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(text.length)
  // The checksum is not looked at: what is hashed is the chunk as it stands.
  return Buffer.concat([size, Buffer.from(type + text), Buffer.alloc(4)])
}

function webpChunk(type: string, text: string): Uint8Array {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(text.length)
  return Buffer.concat([Buffer.from(type), size, Buffer.from(text), Buffer.alloc(text.length % 2)])
}

describe('contentHash of a JPEG', () => {
  let jpeg: Uint8Array
  let other: Uint8Array
  let progressive: Uint8Array
  beforeAll(async () => {
    jpeg = await source().jpeg().toBuffer()
    other = await source().jpeg({ quality: 70 }).toBuffer()
    progressive = await source().jpeg({ progressive: true }).toBuffer()
  })

  it('stays the same when a star, a caption or a comment is written', () => {
    for (const image of [jpeg, progressive]) {
      const starred = insert(image, 2, jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<xmp:Rating>5</xmp:Rating>'))
      const commented = insert(starred, 2, jpegSegment(0xfe, 'by hand'))
      expect(contentHash(starred)).toBe(contentHash(image))
      expect(contentHash(commented)).toBe(contentHash(image))
    }
  })

  it('looks past stuffed bytes and restart markers in the coded data', () => {
    const restarted = insert(jpeg, jpeg.length - 40, Uint8Array.of(0xff, 0x00, 0xff, 0xd3, 0x12))
    const starred = insert(restarted, 2, jpegSegment(0xe1, 'stars: 5'))
    expect(contentHash(starred)).toBe(contentHash(restarted))
    expect(contentHash(restarted)).not.toBe(contentHash(jpeg))
  })

  it('stays the same when sharp writes EXIF and a profile into it, and when a preview follows it', async () => {
    const tagged = await source()
      .withExif({ IFD0: { Artist: 'A. Nonymous' } })
      .withIccProfile('srgb')
      .jpeg()
      .toBuffer()
    expect(tagged.length).toBeGreaterThan(jpeg.length)
    expect(contentHash(tagged)).toBe(contentHash(jpeg))
    expect(contentHash(Buffer.concat([jpeg, other]))).toBe(contentHash(jpeg))
  })

  it('changes with the image: another quality, a restart interval, or one byte of the last scan', () => {
    expect(contentHash(other)).not.toBe(contentHash(jpeg))
    for (const image of [jpeg, progressive]) {
      const touched = Uint8Array.from(image)
      touched[touched.length - 4] = touched[touched.length - 4]! ^ 1
      expect(contentHash(touched)).not.toBe(contentHash(image))
    }
    expect(contentHash(insert(jpeg, 2, jpegSegment(0xdd, '\0\x04')))).not.toBe(contentHash(jpeg))
  })

  it('is that of the whole file where it does not parse', () => {
    const broken = Buffer.concat([jpeg.subarray(0, 40), jpegSegment(0xe1, 'x')])
    const alike = Buffer.concat([jpeg.subarray(0, 40), jpegSegment(0xe1, 'y')])
    expect(contentHash(broken)).not.toBe(contentHash(alike))
  })
})

describe('contentHash of other kinds', () => {
  it('PNG: text, time and EXIF do not count, transparency and pixels do', async () => {
    const png = await source().png().toBuffer()
    const afterHeader = 8 + 25
    for (const type of ['iTXt', 'tEXt', 'tIME', 'eXIf']) {
      expect(contentHash(insert(png, afterHeader, pngChunk(type, 'stars: 5')))).toBe(contentHash(png))
    }
    expect(contentHash(insert(png, afterHeader, pngChunk('tRNS', '\0\0\0\0\0\0')))).not.toBe(contentHash(png))
    expect(contentHash(await source().flop().png().toBuffer())).not.toBe(contentHash(png))
  })

  it('WebP: EXIF and XMP do not count, not even where the file first becomes an extended one', async () => {
    const plain = await source().webp().toBuffer()
    expect(plain.subarray(12, 16).toString()).toBe('VP8 ')
    const extended = Buffer.concat([
      plain.subarray(0, 12),
      webpChunk('VP8X', '\x04\0\0\0\x1f\0\0\x17\0\0'),
      plain.subarray(12),
      webpChunk('EXIF', 'odd'),
      webpChunk('XMP ', '<xmp:Rating>5</xmp:Rating>'),
    ])
    extended.writeUInt32LE(extended.length - 8, 4)
    expect(contentHash(extended)).toBe(contentHash(plain))
    expect((await sharp(extended).metadata()).width).toBe(32) // what was put together is a WebP
    expect(contentHash(await source().webp({ quality: 40 }).toBuffer())).not.toBe(contentHash(plain))
  })

  it('TIFF: tags that say nothing of the pixels do not count, those that do and the pixels do', async () => {
    const tiff = await source().tiff({ compression: 'none' }).toBuffer()
    const tagged = await source()
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>')
      .tiff({ compression: 'none' })
      .toBuffer()
    expect(tagged.equals(tiff)).toBe(false)
    expect(contentHash(tagged)).toBe(contentHash(tiff))
    expect(contentHash(await source().flop().tiff({ compression: 'none' }).toBuffer())).not.toBe(contentHash(tiff))
    const values = (width: number, height: number) => ({
      256: { shorts: [width] },
      257: { shorts: [height] },
      273: { pointsTo: Buffer.alloc(600) },
      279: { longs: [600] },
    })
    const [wide, tall] = [writeTiff([{ values: values(20, 10) }]), writeTiff([{ values: values(10, 20) }])]
    expect(contentHash(wide)).not.toBe(contentHash(tall))
    expect(contentHash(writeTiff([{ values: values(20, 10) }, { values: {} }]))).toBe(contentHash(wide))
  })

  it('TIFF and HEIC that point outside of themselves, or to one place again and again, are hashed whole', () => {
    const strips = (start: number, count: number) =>
      writeTiff([
        {
          values: {
            273: { longs: Array.from({ length: count }, () => start) },
            279: { longs: Array.from({ length: count }, () => 1_000) },
            315: { text: 'a'.repeat(2_000) },
          },
        },
      ])
    for (const file of [strips(8, 1000), strips(4e9, 1), strips(1e6, 1)]) {
      const renamed = Buffer.from(file)
      renamed[renamed.indexOf('aaaa')] = 98
      expect(contentHash(renamed)).not.toBe(contentHash(file))
    }
    expect(contentHash(strips(8, 1))).toBe(contentHash(strips(8, 1)))
  })

  it('AVIF: EXIF among the coded data does not count', async () => {
    const avif = await source().avif({ quality: 60 }).toBuffer()
    const tagged = await source()
      .withExif({ IFD0: { Artist: 'A. Nonymous' } })
      .avif({ quality: 60 })
      .toBuffer()
    expect(tagged.includes('Nonymous')).toBe(true)
    expect(contentHash(tagged)).toBe(contentHash(avif))
    expect(contentHash(await source().avif({ quality: 40 }).toBuffer())).not.toBe(contentHash(avif))
  })

  it('HEIC: stars and a name that ExifTool wrote into it do not count', () => {
    const [phone, starred, deep] = ['phone', 'phone-starred', 'deep'].map(goldenHeic) as [Buffer, Buffer, Buffer]
    expect(starred.length).toBeGreaterThan(phone.length)
    expect(contentHash(starred)).toBe(contentHash(phone))
    const touched = Buffer.from(phone)
    touched[phone.length - 20]! ^= 1
    expect([contentHash(touched), contentHash(deep)]).not.toContain(contentHash(phone))
  })

  it('GIF and what is no image: every byte counts', async () => {
    const gif = await source().gif().toBuffer()
    expect(contentHash(Buffer.concat([gif, Buffer.of(0)]))).not.toBe(contentHash(gif))
    // SHA-256 of nothing, as published.
    expect(contentHash(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})
