import { rm } from 'node:fs/promises'
import { CancelledError, type Job, PalateError, reasonOf, writeFileAtomic } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import {
  journalFolder,
  latestJournal,
  type PhotoEntry,
  readJournal,
  retireJournal,
  type SidecarEntry,
} from './journal.ts'
import { readPhotoBytes, replacePhoto } from './photo-edit.ts'
import { hashOfBytes, modeOfSidecar, readSidecar } from './sidecars.ts'

export interface UndoOptions extends Job {
  /** Default: the last one that has not been undone. */
  readonly journal?: string
  /** Folder of journals; default in the data folder. */
  readonly journals?: string
}

export interface UndoReport {
  readonly journal: string
  /** Sidecars and photos that are again as they were, to the byte. */
  readonly restored: number
  /** Sidecars taken away that were not there before. */
  readonly removed: number
  /** Files that were as before already: the writing was stopped before them, or an undo has been here. */
  readonly untouched: number
  /** Files that were changed after palate wrote them, and stay as they are: undoing would lose that change. */
  readonly changed: readonly SkippedPhoto[]
}

/**
 * Takes back what `writeStars` wrote. A journal of which everything is taken back is marked as undone.
 * @throws {MissingError} where there is no journal. @throws {FormatError} where it is damaged. @throws {CancelledError}
 */
export async function undoStars({
  journals = journalFolder(),
  journal,
  progress,
  signal,
}: UndoOptions = {}): Promise<UndoReport> {
  const path = journal ?? (await latestJournal(journals))
  // All of it is read once before anything is changed: half of a damaged journal is not to be undone.
  let total = 0
  for await (const _ of readJournal(path)) total++
  const counts = { restored: 0, removed: 0, untouched: 0 }
  const changed: SkippedPhoto[] = []
  let done = 0
  for await (const entry of readJournal(path)) {
    if (signal?.aborted === true)
      throw new CancelledError(`stopped after ${done} of ${total} files; the same command goes on from there`)
    try {
      counts[await ('at' in entry ? undoPhoto(entry) : undoSidecar(entry))]++
    } catch (error) {
      if (!(error instanceof PalateError)) throw error
      changed.push({ path: entry.path, reason: error.message })
    }
    progress?.report({ label: 'restoring files', done: ++done, total })
  }
  if (changed.length === 0) await retireJournal(path)
  return { journal: path, ...counts, changed }
}

async function undoSidecar({
  path,
  before,
  mode,
  afterHash,
}: SidecarEntry): Promise<'restored' | 'removed' | 'untouched'> {
  const now = await readSidecar(path)
  const hash = now === undefined ? null : hashOfBytes(now)
  if (hash === (before === null ? null : hashOfBytes(before))) return 'untouched'
  if (now === undefined) throw new PalateError(`${path} is no longer there; it is not made again`)
  if (hash !== afterHash) throw new PalateError(`${path} has been changed since; it stays as it is`)
  await modeOfSidecar(path) // refuses a link
  if (before === null) {
    await rm(path).catch((error: unknown) => {
      throw new PalateError(`cannot remove ${path}: ${reasonOf(error)}`, { cause: error })
    })
    return 'removed'
  }
  await writeFileAtomic(path, async (file) => {
    await file.writeFile(before)
    if (mode !== null) await file.chmod(mode)
  })
  return 'restored'
}

async function undoPhoto(entry: PhotoEntry): Promise<'restored' | 'untouched'> {
  const { path, at, size, replaced, beforeHash, afterHash } = entry
  const now = await readPhotoBytes(path)
  const hash = hashOfBytes(now)
  if (hash === beforeHash) return 'untouched'
  if (hash !== afterHash) throw new PalateError(`${path} has been changed since; it stays as it is`)
  const before = Buffer.concat([now.subarray(0, at), replaced, now.subarray(at + size)])
  if (hashOfBytes(before) !== beforeHash)
    throw new PalateError(`${path} cannot be restored by what the journal says of it; it stays as it is`)
  await replacePhoto(path, before)
  return 'restored'
}
