/** When and with what a photo was taken; null where its file does not say. */
export interface Shot {
  /** What the camera's clock showed, `2024-05-06T07:08:09`, with a fraction of the second where it gives one; no time zone. */
  readonly takenAt: string | null
  /** Maker and model, `Canon EOS R5`. */
  readonly camera: string | null
  readonly lens: string | null
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number | null
}

export const UNKNOWN_SHOT: Shot = { takenAt: null, camera: null, lens: null, orientation: null }

/** Tags of Exif 2.32, tables 4 to 8. */
const MAKE = 0x010f
const MODEL = 0x0110
const ORIENTATION = 0x0112
const EXIF_IFD = 0x8769
const ORIGINAL = { time: 0x9003, fraction: 0x9291 }
const DIGITISED = { time: 0x9004, fraction: 0x9292 }
const LENS_MODEL = 0xa434

const [ASCII, SHORT, LONG] = [2, 3, 4]

/**
 * The few tags that palate uses, of an EXIF block (with or without its `Exif\0\0`) or of a TIFF file, which is built the
 * same. What is misshapen counts as missing: a photo is no worse for a broken clock. `DateTime` is not read, as programs
 * that edit write it.
 */
export function readExif(block: Uint8Array): Shot {
  const start = latin1(block, 0, 6) === 'Exif\0\0' ? 6 : 0
  const tiff = new DataView(block.buffer, block.byteOffset + start, block.byteLength - start)
  const order = latin1(block, start, start + 2)
  if (tiff.byteLength < 8 || (order !== 'II' && order !== 'MM')) return UNKNOWN_SHOT
  const isLittle = order === 'II'
  if (tiff.getUint16(2, isLittle) === 43) return UNKNOWN_SHOT // BigTIFF, which is built differently
  const main = entriesOf(tiff, { at: tiff.getUint32(4, isLittle), isLittle })
  const pointer = numberOf(main.get(EXIF_IFD))
  const exif = pointer === undefined ? main : entriesOf(tiff, { at: pointer, isLittle }) // CR3 has the two apart
  const orientation = numberOf(main.get(ORIENTATION))
  return {
    takenAt: timeOf(exif, ORIGINAL) ?? timeOf(exif, DIGITISED),
    camera: cameraOf(textOf(main.get(MAKE)), textOf(main.get(MODEL))),
    lens: textOf(exif.get(LENS_MODEL)),
    orientation: orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : null,
  }
}

/** A text or whole number of a directory. */
type Entry = string | number

/** A directory's texts and single numbers by tag; those that lead out of the block are left out. */
function entriesOf(tiff: DataView, { at, isLittle }: { readonly at: number; readonly isLittle: boolean }) {
  const entries = new Map<number, Entry>()
  if (at + 2 > tiff.byteLength) return entries
  const count = tiff.getUint16(at, isLittle)
  for (let entry = at + 2; entry < at + 2 + 12 * count && entry + 12 <= tiff.byteLength; entry += 12) {
    const tag = tiff.getUint16(entry, isLittle)
    const type = tiff.getUint16(entry + 2, isLittle)
    const length = tiff.getUint32(entry + 4, isLittle)
    if (type === SHORT && length === 1) entries.set(tag, tiff.getUint16(entry + 8, isLittle))
    if (type === LONG && length === 1) entries.set(tag, tiff.getUint32(entry + 8, isLittle))
    if (type !== ASCII) continue
    const from = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8, isLittle) // four bytes stand in the entry itself
    const bytes = new Uint8Array(tiff.buffer, tiff.byteOffset, tiff.byteLength)
    if (length <= 1024 && from + length <= bytes.length) entries.set(tag, latin1(bytes, from, from + length))
  }
  return entries
}

/** Up to the first NUL, without blanks around and without what no terminal should print; null where nothing is left. */
function textOf(entry: Entry | undefined): string | null {
  if (typeof entry !== 'string') return null
  const text = entry
    .split('\0', 1)[0]!
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
  return text === '' ? null : text
}

function numberOf(entry: Entry | undefined): number | undefined {
  return typeof entry === 'number' ? entry : undefined
}

/** `2024:05:06 07:08:09` and `25` as `2024-05-06T07:08:09.25`; null for no time, such as the zeros of a clock never set. */
function timeOf(exif: ReadonlyMap<number, Entry>, tags: typeof ORIGINAL): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(textOf(exif.get(tags.time)) ?? '')
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1)
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const milliseconds = Date.parse(`${time}Z`) // the 31st of April would become the 1st of May
  if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(time)) return null
  const fraction = /^\d{1,3}/.exec(textOf(exif.get(tags.fraction)) ?? '')
  return fraction === null ? time : `${time}.${fraction[0]}`
}

/** Makers write their name into the model too, or not, and some with their legal form: NIKON CORPORATION, NIKON D750. */
function cameraOf(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make
  const maker = make.split(' ', 1)[0]!
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end)
}
