import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { FormatError, PalateError, reasonOf, UsageError } from '../core/index.ts'

/** One finished piece of an evaluation: what a method made of one support. */
export interface Entry {
  readonly method: string
  readonly rater: string
  readonly trial: number
  readonly shots: number
  /** The places of the support photos, as they were drawn. */
  readonly support: readonly number[]
  readonly outcomes: readonly TestOutcome[]
}

export interface TestOutcome {
  readonly label: string
  readonly seconds: number
  /** Scores of the test photos, by ascending place in the bed. */
  readonly scores: Float32Array
  /** Of methods that merge: coefficients of the n task vectors, mean over layers. */
  readonly coefficients?: readonly number[]
}

/** Finished entries, and where new ones go. */
export interface EvaluationRecord {
  find(key: EntryKey): Entry | undefined
  add(entry: Entry): Promise<void>
  close(): Promise<void>
}

export type EntryKey = Pick<Entry, 'method' | 'rater' | 'trial' | 'shots'>

const headerSchema = z.strictObject({
  palate: z.literal('evaluation record'),
  version: z.number(),
  settings: z.string(),
})

const entrySchema = z.strictObject({
  method: z.string(),
  rater: z.string(),
  trial: z.int().min(0),
  shots: z.int().min(0),
  support: z.array(z.int().min(0)),
  outcomes: z.array(
    z.strictObject({
      label: z.string(),
      seconds: z.number(),
      scores: z.base64(),
      // Records made before it was kept lack it.
      coefficients: z.array(z.number()).exactOptional(),
    }),
  ),
})

const version = 1

/** A record that lasts as long as the evaluation. */
export function recordInMemory(): EvaluationRecord {
  return { find: () => undefined, add: async () => {}, close: async () => {} }
}

/**
 * Opens or creates a record: JSON lines, the first with the hash of the settings, then one an entry, appended as entries
 * finish, the scores as base64 of little-endian float32. A last line without its end (the process was killed in it) is cut
 * off. One process at a time.
 * @param settings hash of everything that decides the scores.
 * @throws {UsageError} where the file was made with other settings. @throws {FormatError} where it is something else.
 */
export async function openRecord(path: string, settings: string): Promise<EvaluationRecord> {
  const header = `${JSON.stringify({ palate: 'evaluation record', version, settings })}\n`
  const entries = new Map<string, Entry>()
  const file = await openFile(path)
  try {
    let size = 0
    let number = 0
    for await (const { line, end } of wholeLines(path)) {
      number++
      if (number === 1) checkHeader(path, line, settings)
      else {
        const entry = parseEntry(path, number, line)
        entries.set(keyOf(entry), entry)
      }
      size = end
    }
    if (number === 0) {
      const start = await file.read(Buffer.alloc(header.length), 0, header.length, 0)
      if (!header.startsWith(start.buffer.toString('utf8', 0, start.bytesRead))) throw foreign(path)
    }
    await file.truncate(size)
    if (number === 0) await append(path, file, header)
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    find: (key) => entries.get(keyOf(key)),
    add: async (entry) => append(path, file, `${JSON.stringify(entry, encodeScores)}\n`),
    close: async () => file.close(),
  }
}

function keyOf({ method, rater, trial, shots }: EntryKey): string {
  return JSON.stringify([method, rater, trial, shots])
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return await open(path, 'a+')
  } catch (error) {
    throw new PalateError(`cannot open the evaluation record ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

async function append(path: string, file: FileHandle, line: string): Promise<void> {
  try {
    await file.appendFile(line)
  } catch (error) {
    throw new PalateError(
      `cannot write the evaluation record ${path}: ${reasonOf(error)}; the entries before stay, start again to go on`,
      { cause: error },
    )
  }
}

/** Lines that have their end, with the byte after it. */
async function* wholeLines(path: string): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  let rest = Buffer.alloc(0)
  let end = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let at = rest.indexOf(0x0a); at >= 0; at = rest.indexOf(0x0a)) {
      end += at + 1
      yield { line: rest.toString('utf8', 0, at), end }
      rest = rest.subarray(at + 1)
    }
  }
}

function checkHeader(path: string, line: string, settings: string): void {
  const header = headerSchema.safeParse(parseJson(line))
  if (!header.success) throw foreign(path)
  if (header.data.version !== version) {
    throw new UsageError(
      `the evaluation record ${path} is of version ${header.data.version}, this palate writes ${version}; delete it or name another file`,
    )
  }
  if (header.data.settings !== settings) {
    throw new UsageError(
      `the evaluation record ${path} was made with other settings (seed, raters, scores, pack or method settings); ` +
        'delete it or name another file',
    )
  }
}

function foreign(path: string): FormatError {
  return new FormatError(`${path} is not an evaluation record; name another file`)
}

function parseEntry(path: string, number: number, line: string): Entry {
  const entry = entrySchema.safeParse(parseJson(line))
  if (!entry.success) {
    throw new FormatError(
      `the evaluation record ${path} is damaged in line ${number} (${entry.error.issues[0]?.message ?? 'unreadable'}); delete it or name another file`,
      { cause: entry.error },
    )
  }
  const outcomes = entry.data.outcomes.map((outcome) => ({ ...outcome, scores: decodeScores(outcome.scores) }))
  return { ...entry.data, outcomes }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function encodeScores(_key: string, value: unknown): unknown {
  if (!(value instanceof Float32Array)) return value
  const bytes = Buffer.alloc(value.length * 4)
  value.forEach((score, at) => bytes.writeFloatLE(score, at * 4))
  return bytes.toString('base64')
}

function decodeScores(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4))
}
