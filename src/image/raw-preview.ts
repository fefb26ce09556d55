import { resolve } from 'node:path'
import sharp from 'sharp'
import { FormatError, messageOf } from '../core/index.ts'
import { type ExifTool, exifToolNeeds, startExifTool } from './exiftool.ts'
import { MissingReaderError } from './missing-reader.ts'

/** Smaller previews, long side in pixels, are thumbnails: no photo to judge by. */
const leastSide = 320
const idleMilliseconds = 10_000

// The one thing in this floor that is kept between calls: a process started for every photo would take longer than the
// photo. It ends when nothing was asked for ten seconds, and with ours.
let running: ExifTool | undefined
let idle: NodeJS.Timeout | undefined
let lastQuestion: Promise<unknown> = Promise.resolve()

/**
 * The largest JPEG that a RAW file holds, as an upright-able file: where it does not say its orientation, that of the
 * RAW file is written into it. The file at `path` is read, by ExifTool; several calls wait for each other.
 * @throws {MissingReaderError} where ExifTool is not installed. @throws {FormatError} where the file holds no preview
 * larger than a thumbnail, or is damaged.
 */
export async function rawPreview(path: string): Promise<Uint8Array> {
  const question = lastQuestion.then(() => askFor(path))
  lastQuestion = question.catch(() => {})
  const { orientation, previews } = await question
  const readable = await Promise.all(previews.map(measure))
  const [best] = readable.filter((preview) => preview !== undefined).sort((a, b) => b.area - a.area)
  if (best === undefined || best.side < leastSide) {
    throw new FormatError(
      `${path} is a RAW photo without a preview of ${leastSide} pixels or more; export a JPEG beside it or leave it out`,
    )
  }
  return best.orientation === undefined && orientation > 1 ? withOrientation(best.bytes, orientation) : best.bytes
}

interface Answer {
  /** 1 to 8, as in EXIF; 1 where none is given. */
  readonly orientation: number
  readonly previews: readonly Uint8Array[]
}

async function askFor(path: string): Promise<Answer> {
  clearTimeout(idle)
  if (running === undefined) {
    const needs = await exifToolNeeds()
    if (needs !== undefined) throw new MissingReaderError(path, needs)
    running = startExifTool()
  }
  try {
    // -a -G4: also what is under one name twice; `Preview:all` has a name for each maker's.
    const options = ['-j', '-b', '-n', '-a', '-G4', '-charset', 'filename=utf8', '-Orientation', '-Preview:all']
    return parse(await running.ask([...options, argument(resolve(path))]))
  } catch (error) {
    running.end()
    running = undefined
    throw new FormatError(`${path} cannot be read (${messageOf(error)}); copy it again or leave it out`, {
      cause: error,
    })
  } finally {
    idle = setTimeout(() => {
      running?.end()
      running = undefined
    }, idleMilliseconds).unref()
  }
}

/** An absolute path as a line; names with a line break in them as a C string. */
function argument(path: string): string {
  if (!/[\n\r]/.test(path)) return path
  return `#[CSTR]${path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`
}

/** From `[{ "SourceFile": .., "Unknown:Orientation": 6, "Unknown:PreviewImage": "base64:..", "Copy1:PreviewImage": .. }]`. */
function parse(output: Buffer): Answer {
  const text = output.toString('utf8').trim()
  const [record = {}] = (text === '' ? [] : JSON.parse(text)) as readonly Record<string, unknown>[]
  const fields = Object.entries(record)
  const orientation = Number(fields.find(([name]) => name.endsWith('Orientation'))?.[1])
  const previews = fields
    .map(([, value]) => value)
    .filter((value) => typeof value === 'string')
    .filter((value) => value.startsWith('base64:'))
    .map((value) => Buffer.from(value.slice('base64:'.length), 'base64'))
  return { orientation: orientation >= 1 && orientation <= 8 ? orientation : 1, previews }
}

/** Undefined for what libvips does not take for a JPEG: sensor values packed as JPEG without loss, for one. */
async function measure(bytes: Uint8Array) {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  if (header?.format !== 'jpeg') return undefined
  const { width, height, orientation } = header
  return { bytes, orientation, area: width * height, side: Math.max(width, height) }
}

/** The JPEG with an EXIF segment before all others that holds nothing but the orientation. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  // prettier-ignore
  const segment = [
    0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, // APP1, its length, Exif
    0x4d, 0x4d, 0, 42, 0, 0, 0, 8, // TIFF header, highest byte first
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, // one entry: Orientation, a short
    0, 0, 0, 0, // no further image
  ]
  return Buffer.concat([jpeg.subarray(0, 2), Uint8Array.from(segment), jpeg.subarray(2)])
}
