import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { FormatError, messageOf, MissingError, PalateError, reasonOf } from '../core/index.ts'

/** A variable of a MAT-file: numbers column by column, a text, or the texts of a cell array. */
export type MatValue =
  | { readonly kind: 'numbers'; readonly dims: readonly number[]; readonly values: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'texts'; readonly dims: readonly number[]; readonly texts: readonly string[] }

/** Variables of label files unpack to a few megabytes; what is far beyond is a bomb. */
const MOST_BYTES = 64e6

// Numbers of the format: "MAT-File Format", The MathWorks, chapter 1 (version 5).
const MATRIX = 14
const COMPRESSED = 15
const CELL_CLASS = 1
const CHAR_CLASS = 4
const DOUBLE_CLASS = 6
const COMPLEX_FLAG = 0x08

/** One tagged element; `bytes` is its data without tag and padding. */
interface Element {
  readonly type: number
  readonly bytes: DataView
}

/**
 * The variables of a MATLAB 5 file, by name: matrices of doubles, texts and cell arrays of texts. Another kind of variable
 * is an error, because its importer could not use it.
 * @throws {MissingError} where it cannot be read. @throws {FormatError} where it is no such file, cut or damaged.
 */
export async function readMatFile(path: string): Promise<ReadonlyMap<string, MatValue>> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
  try {
    return variablesOf(viewOf(bytes))
  } catch (error) {
    if (!(error instanceof PalateError || error instanceof RangeError)) throw error
    const reason = error instanceof RangeError ? 'it ends too early' : messageOf(error)
    throw new FormatError(`cannot read ${path} as a MATLAB 5 file: ${reason}; get it again`, { cause: error })
  }
}

function variablesOf(file: DataView): ReadonlyMap<string, MatValue> {
  const intro = file.byteLength < 128 ? '' : latin1(new DataView(file.buffer, file.byteOffset, 116))
  if (!intro.startsWith('MATLAB 5.0 MAT-file')) {
    const hdf = intro.startsWith('MATLAB 7.3') ? ' but of MATLAB 7.3: save it there with -v7' : ''
    throw new FormatError(`its first line does not say so${hdf}`)
  }
  if (file.getUint16(124, true) !== 0x0100 || file.getUint16(126, true) !== 0x4d49) {
    throw new FormatError('it is of another version or byte order')
  }
  const variables = new Map<string, MatValue>()
  let room = MOST_BYTES
  for (const element of elementsOf(part(file, 128, file.byteLength - 128), { aligned: false })) {
    const [matrix] = element.type === COMPRESSED ? elementsOf(inflated(element.bytes, room)) : [element]
    if (matrix?.type !== MATRIX) throw new FormatError('it holds something that is no variable')
    room -= matrix.bytes.byteLength
    const { name, value } = matrixOf(matrix.bytes)
    if (variables.has(name)) throw new FormatError(`it has the variable ${name} twice`)
    variables.set(name, value)
  }
  return variables
}

function inflated(bytes: DataView, room: number): DataView {
  try {
    const options = { maxOutputLength: Math.max(1, room) }
    return viewOf(inflateSync(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), options))
  } catch (error) {
    throw new FormatError(`a variable cannot be unpacked (${messageOf(error)})`, { cause: error })
  }
}

/** The elements one after the other. Compressed ones are not padded to eight bytes, all others are. */
function elementsOf(bytes: DataView, { aligned = true }: { readonly aligned?: boolean } = {}): readonly Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.byteLength;) {
    const tag = bytes.getUint32(at, true)
    const packed = tag >>> 16 // a short element has its length here, and its data where others have their length
    const [type, length, start] =
      packed > 0 ? [tag & 0xffff, packed, at + 4] : [tag, bytes.getUint32(at + 4, true), at + 8]
    if (packed > 4) throw new FormatError(`a short element claims ${packed} bytes`)
    elements.push({ type, bytes: part(bytes, start, length) })
    const end = packed > 0 ? at + 8 : start + length
    at = aligned || type !== COMPRESSED ? 8 * Math.ceil(end / 8) : end
  }
  return elements
}

/** Flags, dimensions, name, then data: of a cell array, one matrix a cell. */
function matrixOf(bytes: DataView): { readonly name: string; readonly value: MatValue } {
  const [flags, dimensions, names, ...data] = elementsOf(bytes)
  if (flags === undefined || dimensions === undefined || names === undefined) throw new FormatError('a variable is cut')
  const dims = numbersOf(dimensions)
  const count = dims.reduce((product, dim) => product * dim, 1)
  const name = latin1(names.bytes)
  const word = flags.bytes.getUint32(0, true)
  const size = (found: number): void => {
    if (found !== count) throw new FormatError(`${name || 'a cell'} has ${found} values, but says ${dims.join(' x ')}`)
  }
  switch (word & 0xff) {
    case DOUBLE_CLASS: {
      if (((word >>> 8) & COMPLEX_FLAG) !== 0) throw new FormatError(`${name} is complex; expected real numbers`)
      const values = data[0] === undefined ? [] : numbersOf(data[0])
      size(values.length)
      return { name, value: { kind: 'numbers', dims, values } }
    }
    case CHAR_CLASS: {
      const text = data[0] === undefined ? '' : textOf(data[0])
      return { name, value: { kind: 'text', text } }
    }
    case CELL_CLASS: {
      size(data.length)
      const texts = data.map((cell) => {
        const value = cell.type === MATRIX ? cellText(cell.bytes) : undefined
        if (value === undefined) throw new FormatError(`${name} is a cell array of something else than texts`)
        return value
      })
      return { name, value: { kind: 'texts', dims, texts } }
    }
    default:
      throw new FormatError(`${name} is of class ${word & 0xff}; expected numbers, a text or a cell array of texts`)
  }
}

/** The text of a cell; undefined where it holds another kind, so that cells in cells are refused before they are read. */
function cellText(bytes: DataView): string | undefined {
  const [flags, , , data] = elementsOf(bytes)
  if (flags === undefined || (flags.bytes.getUint32(0, true) & 0xff) !== CHAR_CLASS) return undefined
  return data === undefined ? '' : textOf(data)
}

/** Width of a number and how it is read, by type: MATLAB stores doubles as the smallest type that holds them. */
const numberTypes: Readonly<Record<number, readonly [width: number, read: (view: DataView, at: number) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
}

function numbersOf({ type, bytes }: Element): readonly number[] {
  const [width, read] = numberTypes[type] ?? []
  if (width === undefined || read === undefined) throw new FormatError(`it has numbers of the unknown type ${type}`)
  if (bytes.byteLength % width !== 0) throw new FormatError('its numbers are cut')
  return Array.from({ length: bytes.byteLength / width }, (_, at) => read(bytes, at * width))
}

/** miUTF8 and miUTF16 have their own types; as 16-bit numbers stand UTF-16 units, as bytes one letter each. */
function textOf({ type, bytes }: Element): string {
  if (type === 16) return new TextDecoder('utf-8').decode(bytes)
  if (type === 17) return new TextDecoder('utf-16le').decode(bytes)
  return numbersOf({ type, bytes })
    .map((unit) => String.fromCharCode(unit))
    .join('')
}

function latin1(bytes: DataView): string {
  return new TextDecoder('latin1').decode(bytes)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** @throws {RangeError} where it leads beyond the end. */
function part(view: DataView, start: number, length: number): DataView {
  if (start + length > view.byteLength) throw new RangeError('beyond the end')
  return new DataView(view.buffer, view.byteOffset + start, length)
}
