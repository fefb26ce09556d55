import { CancelledError, type Job, PalateError } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import { fileEdit } from './file-edit.ts'
import { type JournalEntry, journalFolder, writeJournal } from './journal.ts'
import { orReason } from './or-reason.ts'
import type { PlannedEdit } from './plan-stars.ts'

export interface WriteOptions extends Job {
  readonly planned: readonly PlannedEdit[]
  /** Folder of journals; default in the data folder. */
  readonly journals?: string
  readonly now: Date
}

export interface WriteReport {
  /** What `undoStars` takes; null where nothing was written. */
  readonly journal: string | null
  readonly written: number
  /** Photos of which the files could not be written, or have changed since the plan. */
  readonly skipped: readonly SkippedPhoto[]
}

/**
 * Writes planned stars, or what else is planned for sidecars. First a journal is written that holds all that will be replaced; then each file is replaced
 * whole. Whenever it is stopped or killed, every file is as it was or as planned, and undo restores it.
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
  const ready: { readonly plan: PlannedEdit; readonly afterHash: string }[] = []
  async function* entries(): AsyncGenerator<JournalEntry> {
    for (const [at, plan] of planned.entries()) {
      if (signal?.aborted === true) throw new CancelledError('stopped before any file was written')
      const edit = await orReason(() => fileEdit(plan))
      if ('reason' in edit) skipped.push({ path: plan.photo, ...edit })
      else {
        ready.push({ plan, afterHash: edit.entry.afterHash })
        yield edit.entry
      }
      progress?.report({ label: 'keeping what was there', done: at + 1, total: planned.length })
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
        `stopped after ${written} of ${ready.length} files; \`palate stars undo\` takes them back, the same command goes on`,
      )
    }
    const failure = await orReason(async () => {
      const { entry, write } = await fileEdit(plan)
      if (entry.afterHash !== afterHash)
        throw new PalateError(`${plan.file} has been changed meanwhile; run the command again`)
      await write()
      written++
      return {}
    })
    if ('reason' in failure) skipped.push({ path: plan.photo, ...failure })
    progress?.report({ label: 'writing stars', done: at + 1, total: ready.length })
  }
  return { journal, written, skipped }
}

/** Not a failure: leaves no journal behind. */
class NothingToWrite extends PalateError {
  constructor() {
    super('there is nothing to write')
  }
}
