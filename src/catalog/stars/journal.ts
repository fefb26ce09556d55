import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { FormatError, MissingError, PalateError, palateHome, reasonOf, writeFileAtomic } from '../../core/index.ts'
import { hashOfBytes } from './sidecars.ts'

/** A sidecar as it was before it was written, and how it is known whether it has been written or changed since. */
export interface JournalEntry {
  readonly path: string
  /** Null where there was none. */
  readonly before: Uint8Array | null
  readonly mode: number | null
  /** SHA-256 of what was written. */
  readonly afterHash: string
}

const headerSchema = z.strictObject({
  format: z.literal('palate-stars-journal'),
  schema: z.literal(1),
  written: z.string(),
})
const entrySchema = z.strictObject({
  path: z.string(),
  beforeHash: z.string().nullable(),
  before: z.string().nullable(),
  mode: z.int().nullable(),
  afterHash: z.string(),
})

/** Where journals are kept. */
export function journalFolder(home: string = palateHome()): string {
  return join(home, 'stars')
}

/**
 * Writes a journal, whole or not at all, before any sidecar is touched: `YYYY-MM-DD-N.jsonl` in `folder`, a line a sidecar.
 * @returns its path. @throws {PalateError} where it cannot be written.
 */
export async function writeJournal(
  entries: AsyncIterable<JournalEntry>,
  { folder, now }: { readonly folder: string; readonly now: Date },
): Promise<string> {
  const path = await reserveName(folder, now)
  try {
    await writeFileAtomic(path, async (file) => {
      const header = { format: 'palate-stars-journal', schema: 1, written: now.toISOString() }
      await file.appendFile(`${JSON.stringify(header)}\n`)
      for await (const { path: sidecar, before, mode, afterHash } of entries) {
        const line: z.input<typeof entrySchema> = {
          path: sidecar,
          beforeHash: before === null ? null : hashOfBytes(before),
          before: before === null ? null : deflateRawSync(before).toString('base64'),
          mode,
          afterHash,
        }
        await file.appendFile(`${JSON.stringify(line)}\n`)
      }
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

function entryOf(line: z.output<typeof entrySchema>, { path, number }: Place): JournalEntry {
  const { path: sidecar, mode, afterHash } = line
  if (line.before === null) return { path: sidecar, before: null, mode, afterHash }
  const damaged = `${path} line ${number} is damaged: the sidecar of old is not what it was`
  let before: Uint8Array
  try {
    before = inflateRawSync(Buffer.from(line.before, 'base64'))
  } catch (error) {
    throw new FormatError(damaged, { cause: error })
  }
  if (hashOfBytes(before) !== line.beforeHash) throw new FormatError(damaged)
  return { path: sidecar, before, mode, afterHash }
}
