import { CancelledError, type Job, PalateError } from '../../core/index.ts'
import type { Picture } from '../pictures/index.ts'
import type { ExportedPhoto } from './exported-photo.ts'
import { sheetEnd, sheetFigure, sheetStart } from './sheet-page.ts'

/** Thumbnails asked for before their turn, so that several are made at once. */
const AHEAD = 8

export interface ContactSheetOptions<Row extends ExportedPhoto> extends Job {
  readonly rows: readonly Row[]
  /** A small picture of a photo, such as that of `Pictures`. */
  readonly thumbnail: (photo: Row, signal: AbortSignal) => Promise<Picture>
  readonly title: string
}

/**
 * One HTML file with everything in it, part by part: no more than a few thumbnails are in memory. A photo that cannot be
 * shown has its reason in its place.
 * @throws {CancelledError} when stopped.
 */
export async function* exportContactSheet<Row extends ExportedPhoto>({
  rows,
  thumbnail,
  title,
  signal,
  progress,
}: ContactSheetOptions<Row>): AsyncGenerator<string, void, undefined> {
  const ended = new AbortController()
  const wanted = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal])
  const asked: Promise<Picture | PalateError>[] = []
  const ask = (row: Row | undefined): void => {
    if (row !== undefined) asked.push(orReason(thumbnail(row, wanted)))
  }
  try {
    yield sheetStart({ title, photos: rows.length })
    for (const row of rows.slice(0, AHEAD)) ask(row)
    for (const [at, row] of rows.entries()) {
      const picture = await asked.shift()!
      if (signal?.aborted === true) {
        throw new CancelledError(`the contact sheet was stopped after ${at} of ${rows.length} photos`)
      }
      ask(rows[at + AHEAD])
      yield sheetFigure(row, picture)
      progress?.report({ label: 'writing the contact sheet', done: at + 1, total: rows.length })
    }
    yield sheetEnd
  } finally {
    ended.abort() // who reads it may stop in the middle
  }
}

/** A defect of ours is no reason to give to a person, and is thrown when its turn comes. */
function orReason(picture: Promise<Picture>): Promise<Picture | PalateError> {
  const settled = picture.catch((error: unknown) => {
    if (error instanceof PalateError) return error
    throw error
  })
  settled.catch(() => {})
  return settled
}
