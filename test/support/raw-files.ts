import { type TiffPart, writeTiff } from './tiff-writer.ts'

/** What goes into a miniature RAW file. */
export interface RawContent {
  /** The JPEG that the camera developed. */
  readonly preview: Uint8Array
  /** What the sensor saw; any bytes. */
  readonly sensor: Uint8Array
  /** 1 to 8, as in EXIF. */
  readonly orientation?: number
  /** A smaller JPEG. */
  readonly thumbnail?: Uint8Array
  readonly artist?: string
}

/** Miniature RAW files with the structure of each camera maker's, as far as readers look at it, by ending. */
export const rawWriters: Readonly<Record<string, (content: RawContent) => Buffer>> = {
  nef: (content) =>
    writeTiff(
      [
        {
          values: { ...camera('NIKON CORPORATION', 'NIKON D1', content), 254: { longs: [1] } },
          under: [jpegPart(content.preview), sensorPart(content.sensor)],
        },
      ],
      'MM\0*\0\0\0\0',
    ),
  arw: (content) =>
    writeTiff([
      {
        values: { ...camera('SONY', 'ILCE-1', content), 254: { longs: [1] }, ...jpegPart(content.preview).values },
        under: [sensorPart(content.sensor)],
      },
      ...(content.thumbnail === undefined ? [] : [jpegPart(content.thumbnail)]),
    ]),
  dng: (content) =>
    writeTiff([
      {
        values: { ...camera('Leica', 'M1', content), 254: { longs: [1] }, 50706: { bytes: [1, 4, 0, 0] } },
        under: [
          sensorPart(content.sensor),
          { values: { 254: { longs: [1] }, 259: { shorts: [7] }, 262: { shorts: [6] }, ...strip(content.preview) } },
        ],
      },
    ]),
  cr2: (content) =>
    writeTiff(
      [
        { values: { ...camera('Canon', 'Canon EOS 1', content), 259: { shorts: [6] }, ...strip(content.preview) } },
        { values: { 259: { shorts: [6] }, ...strip(content.sensor) } },
      ],
      'II*\0\0\0\0\0CR\x02\0\0\0\0\0',
    ),
  orf: (content) =>
    writeTiff(
      [
        { values: { ...camera('OLYMPUS CORPORATION', 'E-1', content), ...strip(content.sensor) } },
        jpegPart(content.preview),
      ],
      'IIRO\0\0\0\0',
    ),
  raf({ preview, sensor }) {
    const header = Buffer.alloc(148)
    header.write('FUJIFILMCCD-RAW 0201FF000000X-T1')
    header.write('0100', 60)
    const sensorAt = header.length + preview.length
    // Place and size of the JPEG, of what describes the sensor (nothing here), and of its values.
    for (const [index, value] of [header.length, preview.length, sensorAt, 0, sensorAt, sensor.length].entries()) {
      header.writeUInt32BE(value, 84 + 4 * index)
    }
    return Buffer.concat([header, preview, sensor])
  },
  cr3(content) {
    const tags = writeTiff([{ values: camera('Canon', 'Canon EOS R1', content) }])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(content.preview.length)
    const preview = box('PRVW', Buffer.from([0, 0, 0, 0, 0, 1, 2, 0, 1, 0, 0, 1]), size, content.preview)
    return Buffer.concat([
      box('ftyp', Buffer.from('crx \0\0\0\x01crx isom')),
      box('moov', uuidBox('85c0b687820f11e08111f4ce462b6a48', box('CMT1', tags))),
      uuidBox('eaf42b5e1c984b88b9fbb7dc406e4d16', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), preview),
      box('mdat', content.sensor),
    ])
  },
}

function camera(make: string, model: string, { orientation = 1, artist }: RawContent): TiffPart['values'] {
  return {
    271: { text: make },
    272: { text: model },
    274: { shorts: [orientation] },
    ...(artist === undefined ? {} : { 315: { text: artist } }),
  }
}

function jpegPart(jpeg: Uint8Array): TiffPart {
  return { values: { 254: { longs: [1] }, 513: { pointsTo: jpeg }, 514: { longs: [jpeg.length] } } }
}

function sensorPart(sensor: Uint8Array): TiffPart {
  return { values: { 254: { longs: [0] }, 262: { shorts: [32803] }, ...strip(sensor) } }
}

function strip(data: Uint8Array): TiffPart['values'] {
  return { 273: { pointsTo: data }, 279: { longs: [data.length] } }
}

function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(8 + content.reduce((sum, { length }) => sum + length, 0))
  return Buffer.concat([size, Buffer.from(type), ...content])
}

function uuidBox(uuid: string, ...content: readonly Uint8Array[]): Buffer {
  return box('uuid', Buffer.from(uuid, 'hex'), ...content)
}
