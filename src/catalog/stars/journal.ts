import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { FormatError, MissingError, PalateError, palateHome, reasonOf, writeFileAtomic } from '../../core/index.ts'
import { hashOfBytes } from './sidecars.ts'

/** What takes back one file, and how it is known whether it has been written or changed since. */
export type JournalEntry = SidecarEntry | PhotoEntry

/** A sidecar as it was before it was written. */
export interface SidecarEntry {
  readonly path: string
  /** Null where there was none. */
  readonly before: Uint8Array | null
  readonly mode: number | null
  /** SHA-256 of what was written. */
  readonly afterHash: string
}

/** What was replaced of a photo: the whole would double the library. */
export interface PhotoEntry {
  readonly path: string
  /** Where in the file `size` bytes are to be replaced by `replaced` to have it as it was. */
  readonly at: number
  readonly size: number
  readonly replaced: Uint8Array
  /** SHA-256 of the whole file, before and after. */
  readonly beforeHash: string
  readonly afterHash: string
}

/** Journals of schema 1 know of sidecars alone. */
const headerSchema = z.strictObject({
  format: z.literal('palate-stars-journal'),
  schema: z.union([z.literal(1), z.literal(2)]),
  written: z.string(),
})
const sidecarSchema = z.strictObject({
  path: z.string(),
  beforeHash: z.string().nullable(),
  before: z.string().nullable(),
  mode: z.int().nullable(),
  afterHash: z.string(),
})
const photoSchema = z.strictObject({
  path: z.string(),
  at: z.int().nonnegative(),
  size: z.int().nonnegative(),
  replaced: z.string(),
  replacedHash: z.string(),
  beforeHash: z.string(),
  afterHash: z.string(),
})
const entrySchema = z.union([sidecarSchema, photoSchema])

/** Where journals are kept. */
export function journalFolder(home: string = palateHome()): string {
  return join(home, 'stars')
}

/**
 * Writes a journal, whole or not at all, before any file is touched: `YYYY-MM-DD-N.jsonl` in `folder`, a line a file.
 * @returns its path. @throws {PalateError} where it cannot be written.
 */
export async function writeJournal(
  entries: AsyncIterable<JournalEntry>,
  { folder, now }: { readonly folder: string; readonly now: Date },
): Promise<string> {
  const path = await reserveName(folder, now)
  try {
    await writeFileAtomic(path, async (file) => {
      const header: z.input<typeof headerSchema> = {
        format: 'palate-stars-journal',
        schema: 2,
        written: now.toISOString(),
      }
      await file.appendFile(`${JSON.stringify(header)}\n`)
      for await (const entry of entries) await file.appendFile(`${JSON.stringify(lineOf(entry))}\n`)
    })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return path
}

/** Reads a journal entry by entry. @throws {FormatError} where it is none, or damaged. @throws {MissingError} */
export async function* readJournal(path: string): AsyncGenerator<JournalEntry> {
  // Opened first: readline does not pass on the error of a stream that cannot be opened.
  const file = await open(path).catch((error: unknown) => {
    throw new MissingError(`cannot read the journal ${path}: ${reasonOf(error)}`, { cause: error })
  })
  await file.close()
  let number = 0
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number++
    if (number === 1) parseLine(line, headerSchema, { path, number })
    else yield entryOf(parseLine(line, entrySchema, { path, number }), { path, number })
  }
  if (number === 0) throw new FormatError(`${path} is empty; it is no journal of stars`)
}

/** The journal that was written last and not undone. @throws {MissingError} where there is none. */
export async function latestJournal(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => [])
  const written = names.flatMap((name) => {
    const match = /^(\d{4}-\d{2}-\d{2})-(\d+)\.jsonl$/.exec(name)
    return match === null ? [] : [{ name, date: match[1]!, count: Number(match[2]) }]
  })
  written.sort((a, b) => (a.date === b.date ? b.count - a.count : a.date < b.date ? 1 : -1))
  for (const { name } of written) {
    // One that was reserved by a process that was killed is empty: nothing was written after it.
    if ((await stat(join(folder, name))).size > 0) return join(folder, name)
  }
  throw new MissingError(`there is nothing to undo: no stars have been written, or all have been undone (${folder})`)
}

/** Marks a journal as undone, so that the next undo takes the one before it. */
export async function retireJournal(path: string): Promise<void> {
  await rename(path, `${path}.undone`)
}

/** A name that no other process takes. */
async function reserveName(folder: string, now: Date): Promise<string> {
  const failure = (error: unknown): PalateError =>
    new PalateError(`cannot write a journal in ${folder}: ${reasonOf(error)}`, { cause: error })
  await mkdir(folder, { recursive: true }).catch((error: unknown) => Promise.reject(failure(error)))
  const date = now.toISOString().slice(0, 10)
  const taken = (await readdir(folder)).flatMap((name) => {
    const match = /^(\d{4}-\d{2}-\d{2})-(\d+)\.jsonl/.exec(name)
    return match?.[1] === date ? [Number(match[2])] : []
  })
  for (let count = Math.max(0, ...taken) + 1; ; count++) {
    const path = join(folder, `${date}-${count}.jsonl`)
    try {
      await (await open(path, 'wx')).close()
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw failure(error)
    }
  }
}

interface Place {
  readonly path: string
  readonly number: number
}

function parseLine<S extends z.ZodType>(line: string, schema: S, { path, number }: Place): z.output<S> {
  try {
    return schema.parse(JSON.parse(line))
  } catch (error) {
    throw new FormatError(`${path} line ${number} is not that of a journal of stars; nothing can be undone by it`, {
      cause: error,
    })
  }
}

function lineOf(entry: JournalEntry): z.input<typeof entrySchema> {
  if ('at' in entry) return { ...entry, replaced: packed(entry.replaced), replacedHash: hashOfBytes(entry.replaced) }
  const { path, before, mode, afterHash } = entry
  return {
    path,
    beforeHash: before === null ? null : hashOfBytes(before),
    before: before === null ? null : packed(before),
    mode,
    afterHash,
  }
}

function entryOf(line: z.output<typeof entrySchema>, place: Place): JournalEntry {
  if ('at' in line) {
    const { replacedHash, ...rest } = line
    return { ...rest, replaced: unpacked(line.replaced, { ...place, hash: replacedHash }) }
  }
  const { path, before, beforeHash, mode, afterHash } = line
  return { path, before: before === null ? null : unpacked(before, { ...place, hash: beforeHash }), mode, afterHash }
}

function packed(bytes: Uint8Array): string {
  return deflateRawSync(bytes).toString('base64')
}

function unpacked(text: string, { path, number, hash }: Place & { readonly hash: string | null }): Uint8Array {
  const damaged = `${path} line ${number} is damaged: what it keeps is not what was there`
  let bytes: Uint8Array
  try {
    bytes = inflateRawSync(Buffer.from(text, 'base64'))
  } catch (error) {
    throw new FormatError(damaged, { cause: error })
  }
  if (hashOfBytes(bytes) !== hash) throw new FormatError(damaged)
  return bytes
}
