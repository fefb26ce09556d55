import { PalateError, writeFileAtomic } from '../../core/index.ts'
import { editXmp } from './edit-xmp.ts'
import type { JournalEntry } from './journal.ts'
import { EMPTY_SIDECAR } from './new-sidecar.ts'
import { editPhoto, replacePhoto } from './photo-edit.ts'
import type { PlannedEdit } from './plan-stars.ts'
import { hashOfBytes, modeOfSidecar, readSidecar } from './sidecars.ts'
import { decodeXmp, encodeXmp } from './xmp-text.ts'

/** What is planned for a file, worked out from the file as it is now. */
export interface FileEdit {
  readonly entry: JournalEntry
  /** Puts the new file in the place of the old one, whole or not at all. */
  readonly write: () => Promise<void>
}

/** @throws {PalateError} where the file is no longer as it was planned for, or cannot be written. */
export async function fileEdit(plan: PlannedEdit): Promise<FileEdit> {
  return plan.into === 'sidecars' ? sidecarEdit(plan) : photoEdit(plan)
}

async function sidecarEdit(plan: PlannedEdit): Promise<FileEdit> {
  const path = plan.file
  const before = (await readSidecar(path)) ?? null
  if ((before === null ? null : hashOfBytes(before)) !== plan.hash) throw changedSince(path)
  const mode = before === null ? null : await modeOfSidecar(path)
  const { text, form } = before === null ? newSidecar : decodeXmp(before, { path })
  const after = encodeXmp(editXmp(text, plan.changes, { path }), form)
  return {
    entry: { path, before, mode, afterHash: hashOfBytes(after) },
    write: () =>
      writeFileAtomic(path, async (file) => {
        await file.writeFile(after)
        if (mode !== null) await file.chmod(mode)
      }),
  }
}

const newSidecar = { text: EMPTY_SIDECAR, form: { encoding: 'utf-8', hasMark: false } } as const

async function photoEdit({ file: path, hash: planned, changes }: PlannedEdit): Promise<FileEdit> {
  const { hash, at, replaced, size, after } = await editPhoto(path, changes)
  if (hash !== planned) throw changedSince(path)
  return {
    entry: { path, at, size, replaced, beforeHash: hash, afterHash: hashOfBytes(after) },
    write: () => replacePhoto(path, after),
  }
}

function changedSince(path: string): PalateError {
  return new PalateError(`${path} has been changed meanwhile by another program; run the command again`)
}
