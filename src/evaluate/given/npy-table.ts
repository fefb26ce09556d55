import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parse } from 'npyjs'
import { FormatError, messageOf, MissingError, readTextFile, reasonOf, UsageError } from '../../core/index.ts'
import { countFaults } from './faults.ts'
import { namesOf } from './names.ts'
import type { Judged } from './scores.ts'
import { requireAll } from './scores-of-photos.ts'

/** Rows of a NumPy file for the judged photos. */
export interface NpyTable {
  /** d */
  readonly columns: number
  /** (photo, d) row-major: the judged photos, in the order of `places`. */
  readonly data: Float32Array
  readonly used: number
  readonly elsewhere: number
}

export function isNpy(path: string): boolean {
  return /\.npy$/i.test(path)
}

/** The text file beside it that names the images. */
export function namesFileOf(path: string): string {
  return path.replace(/\.npy$/i, '.txt')
}

/**
 * Reads `NAME.npy` of shape (N) or (N, d), whose rows are of the images that `NAME.txt` beside it names, one a line.
 * Real or whole numbers of any width, little-endian, in C or Fortran order.
 * @throws {UsageError} where names and rows do not match, a photo has no row or a number is not finite.
 * @throws {FormatError} where it is no such array. @throws {MissingError} where one of the files is not there.
 */
export async function readNpyTable(path: string, { database, places }: Judged): Promise<NpyTable> {
  const { rows, columns, at } = await readArray(path)
  const list = namesFileOf(path)
  const names = (await readNames(list, path))
    .split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length !== rows) {
    throw new UsageError(`${list} names ${names.length} images, but ${path} has ${rows} rows; give one name a row`)
  }
  const locate = namesOf(database)
  const rowOf = new Map([...places.keys()].map((photo, place) => [photo, place]))
  const faults = countFaults(path)
  const found = new Set<number>()
  const data = new Float32Array(places.size * columns)
  names.forEach((name, row) => {
    const photo = locate(name, `${list} line ${row + 1}`)
    const place = photo === undefined ? undefined : places.get(photo)
    if (photo === undefined || place === undefined) return
    if (found.has(place)) faults.add('photo named twice', `"${name}"`)
    found.add(place)
    for (let column = 0; column < columns; column++) {
      const value = Math.fround(at(row, column))
      if (!Number.isFinite(value)) faults.add('number that is not finite', `${value} in row ${row}, "${name}"`)
      data[rowOf.get(photo)! * columns + column] = value
    }
  })
  faults.refuse('rows', 'make the file anew')
  requireAll(path, { found, places })
  return { columns, data, used: found.size, elsewhere: rows - found.size }
}

async function readNames(list: string, path: string): Promise<string> {
  try {
    return await readTextFile(list)
  } catch (error) {
    throw new MissingError(`${messageOf(error)}; it names the images of ${basename(path)}, one a line`, {
      cause: error,
    })
  }
}

interface NumberArray {
  readonly rows: number
  readonly columns: number
  readonly at: (row: number, column: number) => number
}

async function readArray(path: string): Promise<NumberArray> {
  const { data, shape, fortranOrder, dtype } = parseArray(path, await readBytes(path))
  const [rows = 0, columns = 1] = shape
  const expected = 'expected numbers of shape (N) or (N, d), saved with numpy.save'
  if (shape.length < 1 || shape.length > 2 || !shape.every((size) => Number.isInteger(size) && size > 0))
    throw new FormatError(`${path} has the shape (${shape.join(', ')}); ${expected}`)
  if (!/^[fiu][1248]$/.test(dtype)) throw new FormatError(`${path} holds ${dtype}; ${expected}`)
  if (data.length !== rows * columns)
    throw new FormatError(`${path} is cut short or damaged: ${data.length} numbers for ${rows} x ${columns}`)
  const at = (row: number, column: number): number =>
    Number(data[fortranOrder ? column * rows + row : row * columns + column])
  return { rows, columns, at }
}

function parseArray(path: string, bytes: Uint8Array<ArrayBuffer>) {
  try {
    // Of its own memory: the parser reads to the end of the buffer.
    const { data, ...rest } = parse(bytes.slice().buffer)
    return { ...rest, data: data as unknown as ArrayLike<number | bigint> }
  } catch (error) {
    throw new FormatError(`${path} is not a NumPy array that can be read: ${messageOf(error)}`, { cause: error })
  }
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
