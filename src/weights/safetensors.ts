import { z } from 'zod'
import { FormatError, messageOf } from '../core/index.ts'
import { openRangeFile, type RangeFile } from './range-file.ts'
import { requireByteLength, type StoredType, tensorFile, type TensorFile, type TensorInfo } from './tensor-file.ts'

/** The reference implementation's own limit: a longer header is an attack or not a header. */
const MAX_HEADER = 100_000_000

const storedTypes = [
  'F64',
  'F32',
  'F16',
  'BF16',
  'I8',
  'I16',
  'I32',
  'I64',
  'U8',
  'BOOL',
] as const satisfies StoredType[]
const entrySchema = z.strictObject({
  dtype: z.enum(storedTypes),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
const metadataSchema = z.record(z.string(), z.string())

interface Entry extends TensorInfo {
  readonly start: number
  readonly end: number
}

/**
 * Opens a safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes. Only the header is read;
 * tensors are read by range when asked for.
 * @throws {FormatError} where the header is not what the format says or the file is not exactly as long as it promises.
 */
export async function openSafetensors(path: string): Promise<TensorFile> {
  const file = await openRangeFile(path)
  try {
    const headerLength = await readHeaderLength(file)
    const text = new TextDecoder().decode(await file.read(8, headerLength))
    const { metadata, entries } = parseHeader(path, text)
    const dataStart = 8 + headerLength
    checkLayout(path, entries, file.size - dataStart)
    const byName = new Map(entries.map((entry) => [entry.name, entry]))
    return tensorFile({
      path,
      metadata,
      tensors: byName,
      readBytes: (name) => {
        const { start, end } = byName.get(name)!
        return file.read(dataStart + start, end - start)
      },
      close: () => file.close(),
    })
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readHeaderLength(file: RangeFile): Promise<number> {
  if (file.size < 8) throw new FormatError(`${file.path} is not a safetensors file: it has only ${file.size} bytes`)
  const length = new DataView((await file.read(0, 8)).buffer).getBigUint64(0, true)
  if (length > MAX_HEADER || Number(length) > file.size - 8) {
    throw new FormatError(
      `${file.path} is not a safetensors file, or is truncated: it promises a header of ${length} bytes, ` +
        `the file has ${file.size} bytes; get the file again`,
    )
  }
  return Number(length)
}

function parseHeader(path: string, text: string): { metadata: Record<string, string>; entries: Entry[] } {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (error) {
    throw new FormatError(`${path} is not a safetensors file: its header is not JSON: ${messageOf(error)}`, {
      cause: error,
    })
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new FormatError(`${path} is not a safetensors file: its header is not a JSON object`)
  }
  const twice = firstDuplicateKey(text)
  if (twice !== undefined) throw new FormatError(`${path}: the header names ${twice} twice`)
  const { __metadata__: rawMetadata = {}, ...rawEntries } = header as Record<string, unknown>
  const metadata = metadataSchema.safeParse(rawMetadata)
  if (!metadata.success) throw new FormatError(`${path}: __metadata__ in the header is not an object of texts`)
  return {
    metadata: metadata.data,
    entries: Object.entries(rawEntries).map(([name, raw]) => parseEntry(path, name, raw)),
  }
}

function parseEntry(path: string, name: string, raw: unknown): Entry {
  const parsed = entrySchema.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new FormatError(`${path}: tensor ${name}: ${issue?.path.join('.') || 'its entry'}: ${issue?.message}`)
  }
  const [start, end] = parsed.data.data_offsets
  return { name, shape: parsed.data.shape, type: parsed.data.dtype, start, end }
}

/** The tensors must cover the bytes after the header without gap or overlap, each as many as its shape needs. */
function checkLayout(path: string, entries: readonly Entry[], available: number): void {
  let reached = 0
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.end < entry.start) throw new FormatError(`${path}: tensor ${entry.name} ends before it starts`)
    requireByteLength(path, entry, entry.end - entry.start)
    if (entry.start !== reached) {
      const fault = entry.start < reached ? 'overlaps the tensor before it' : 'leaves a gap before it'
      throw new FormatError(
        `${path}: tensor ${entry.name} starts at byte ${entry.start}, expected ${reached}: it ${fault}`,
      )
    }
    if (entry.end > available) {
      throw new FormatError(
        `${path} is truncated: tensor ${entry.name} needs ${entry.end - entry.start} bytes, ` +
          `the file has ${Math.max(0, available - entry.start)} of them; get the file again`,
      )
    }
    reached = entry.end
  }
  if (reached !== available) {
    throw new FormatError(
      `${path}: ${available - reached} bytes after the last tensor belong to none; get the file again`,
    )
  }
}

/** JSON.parse silently keeps the last of two equal keys; the format forbids them. `text` is known to be a JSON object. */
function firstDuplicateKey(text: string): string | undefined {
  const seen = new Set<string>()
  let depth = 0
  for (const match of text.matchAll(/[{}]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
    if (match[0] === '{') depth++
    else if (match[0] === '}') depth--
    else if (depth === 1 && match[2] !== undefined) {
      const key = JSON.parse(match[1]!) as string
      if (seen.has(key)) return key
      seen.add(key)
    }
  }
  return undefined
}
