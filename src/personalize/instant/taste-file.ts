import { stat } from 'node:fs/promises'
import { z } from 'zod'
import {
  FormatError,
  messageOf,
  MissingError,
  PalateError,
  readJson,
  reasonOf,
  writeFileAtomic,
} from '../../core/index.ts'
import { formatTaste, recordOfFile } from './taste-format.ts'
import type { TasteModel } from './taste-model.ts'
import { type AnyTaste, recordOf, tasteOf, type TasteRecord } from './taste-record.ts'
import { TASTE_SCHEMA, tasteFileSchema } from './taste-schema.ts'

/** Largest taste file that is read or written: 130,000 rated photos of a pack with 76 bytes a photo. */
const LARGEST = 16 * 2 ** 20

/** Writes a taste, whole or not at all. @throws {PalateError} for one too large to be read again. */
export async function writeTaste(path: string, taste: AnyTaste): Promise<void> {
  const content = Buffer.from(formatTaste(recordOf(taste)))
  if (content.length > LARGEST) {
    throw new PalateError(
      `cannot write ${path}: a taste file holds at most ${LARGEST / 2 ** 20} MB, and this one takes ` +
        `${(content.length / 2 ** 20).toFixed(1)}; forget some of its photos`,
    )
  }
  await writeFileAtomic(path, content)
}

/**
 * Reads a taste and learns it again from its ratings.
 * @throws {MissingError} where there is no file. @throws {FormatError} for one that is no taste, of another version or
 * pack, or damaged.
 */
export async function readTaste(path: string, model: TasteModel): Promise<AnyTaste> {
  const record = await readTasteRecord(path)
  return inFile(path, () => tasteOf(record, model))
}

/** Reads a taste file of any pack. Throws as `readTaste` does. */
export async function readTasteRecord(path: string): Promise<TasteRecord> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
  if (size > LARGEST)
    throw new FormatError(
      `${path}: a taste file has at most ${LARGEST / 2 ** 20} MB, this one ${Math.ceil(size / 2 ** 20)}`,
    )
  // Which version it is comes first: what another version has more of is no misspelling.
  const header = await readJson(path, z.looseObject({ format: z.unknown().optional(), schema: z.unknown().optional() }))
  if (header.format !== 'palate-taste') throw new FormatError(`${path} is JSON, but no taste of palate`)
  if (header.schema !== TASTE_SCHEMA) {
    const version = typeof header.schema === 'number' ? `version ${header.schema}` : 'no version'
    throw new FormatError(
      `${path}: it is a taste file of ${version}, and this palate reads version ${TASTE_SCHEMA}; ` +
        'use the palate that wrote it, or learn the taste again from the ratings',
    )
  }
  const file = await readJson(path, tasteFileSchema)
  return inFile(path, () => recordOfFile(file))
}

/** Runs `read` and puts the file's name before what it complains of. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PalateError)) throw error
    throw new FormatError(`${path}: ${messageOf(error)}`, { cause: error })
  }
}
