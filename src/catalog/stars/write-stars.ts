import { CancelledError, type Job, PalateError, writeFileAtomic } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import { editXmp } from './edit-xmp.ts'
import { type JournalEntry, journalFolder, writeJournal } from './journal.ts'
import { EMPTY_SIDECAR } from './new-sidecar.ts'
import type { PlannedStars } from './plan-stars.ts'
import { hashOfBytes, modeOfSidecar, readSidecar } from './sidecars.ts'
import { decodeXmp, encodeXmp } from './xmp-text.ts'

export interface WriteOptions extends Job {
  readonly planned: readonly PlannedStars[]
  /** Folder of journals; default in the data folder. */
  readonly journals?: string
  readonly now: Date
}

export interface WriteReport {
  /** What `undoStars` takes; null where nothing was written. */
  readonly journal: string | null
  readonly written: number
  /** Photos whose sidecars could not be written, or have changed since the plan. */
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * Writes planned stars into sidecars. First a journal is written that holds all of them as they were; then each sidecar
 * is replaced whole. Whenever it is stopped or killed, every sidecar is as it was or as planned, and undo restores it.
 * @throws {CancelledError} when stopped. @throws {PalateError} where the journal cannot be written: then nothing was.
 */
export async function writeStars({
  planned,
  journals = journalFolder(),
  now,
  progress,
  signal,
}: WriteOptions): Promise<WriteReport> {
  const skipped: SkippedPhoto[] = []
  const ready: { readonly plan: PlannedStars; readonly afterHash: string }[] = []
  async function* entries(): AsyncGenerator<JournalEntry> {
    for (const [at, plan] of planned.entries()) {
      if (signal?.aborted === true) throw new CancelledError('stopped before any sidecar was written')
      const edit = await orReason(() => editOf(plan))
      if ('reason' in edit) skipped.push({ path: plan.photo, ...edit })
      else {
        const afterHash = hashOfBytes(edit.after)
        ready.push({ plan, afterHash })
        yield { path: plan.sidecar, before: edit.before, mode: edit.mode, afterHash }
      }
      progress?.report({ label: 'keeping a copy of sidecars', done: at + 1, total: planned.length })
    }
    if (ready.length === 0) throw new NothingToWrite()
  }
  let journal: string
  try {
    journal = await writeJournal(entries(), { folder: journals, now })
  } catch (error) {
    if (error instanceof NothingToWrite) return { journal: null, written: 0, skipped }
    throw error
  }
  let written = 0
  for (const [at, { plan, afterHash }] of ready.entries()) {
    if (signal?.aborted === true) {
      throw new CancelledError(
        `stopped after ${written} of ${ready.length} sidecars; \`palate stars undo\` takes them back, the same command goes on`,
      )
    }
    const failure = await orReason(async () => {
      const { after, mode } = await editOf(plan)
      if (hashOfBytes(after) !== afterHash) throw changedSince(plan)
      await writeFileAtomic(plan.sidecar, async (file) => {
        await file.writeFile(after)
        if (mode !== null) await file.chmod(mode)
      })
      written++
      return {}
    })
    if ('reason' in failure) skipped.push({ path: plan.photo, ...failure })
    progress?.report({ label: 'writing sidecars', done: at + 1, total: ready.length })
  }
  return { journal, written, skipped }
}

/** Not a failure: leaves no journal behind. */
class NothingToWrite extends PalateError {
  constructor() {
    super('there is nothing to write')
  }
}

/** The sidecar as it is and as it shall be. @throws {PalateError} where it is no longer as it was planned for. */
async function editOf(plan: PlannedStars): Promise<{
  readonly before: Uint8Array | null
  readonly mode: number | null
  readonly after: Uint8Array
}> {
  const before = (await readSidecar(plan.sidecar)) ?? null
  if ((before === null ? null : hashOfBytes(before)) !== plan.hash) throw changedSince(plan)
  const path = plan.sidecar
  if (before === null) {
    return { before, mode: null, after: Buffer.from(editXmp(EMPTY_SIDECAR, plan.changes, { path })) }
  }
  const { text, form } = decodeXmp(before, { path })
  return { before, mode: await modeOfSidecar(path), after: encodeXmp(editXmp(text, plan.changes, { path }), form) }
}

function changedSince({ sidecar }: PlannedStars): PalateError {
  return new PalateError(`${sidecar} has been changed meanwhile by another program; run the command again`)
}

async function orReason<T extends object>(work: () => Promise<T>): Promise<T | { readonly reason: string }> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PalateError) return { reason: error.message }
    throw error
  }
}
