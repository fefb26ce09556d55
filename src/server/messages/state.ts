import { z } from 'zod'
import { backtestState } from './shoots.ts'

/** How far the scan of the opened folders is. */
export const indexing = z.strictObject({
  state: z.enum(['idle', 'working', 'failed']),
  /** What is being done: `looking for changes`, `indexing photos`; or, of a failed scan, why in one sentence. */
  label: z.string(),
  done: z.int(),
  total: z.int(),
  /** Null while nothing can be said. */
  secondsLeft: z.number().nullable(),
  /** Files that could not be read, up to fifty of them with the reason. */
  skipped: z.strictObject({ count: z.int(), reasons: z.array(z.string()) }),
})

export const person = z.strictObject({
  name: z.string(),
  /** Things said, undone ones left out. */
  said: z.int(),
  /** A taste that was read from a file: it orders, and cannot be added to. */
  imported: z.boolean(),
})

export const packChoice = z.strictObject({
  name: z.string(),
  databases: z.array(z.string()),
  /** Why it cannot be used here; null where it can. */
  lacks: z.string().nullable(),
})

export const appState = z.strictObject({
  version: z.string(),
  /** Absolute; `here` is false while the folder cannot be read, such as on a disk that was taken out. */
  folders: z.array(z.strictObject({ path: z.string(), here: z.boolean() })),
  /** Photos that can be shown and ordered. */
  photos: z.int(),
  indexing,
  people: z.array(person),
  pack: z.strictObject({
    /** The pack that orders now. */
    name: z.string(),
    /** The pack that takes its place once its index is complete. */
    coming: z.string().nullable(),
    choices: z.array(packChoice),
  }),
  /** Where folders of links and copies are written. */
  exportsTo: z.string(),
})

/** How far long work is that a page asked for and waits for. */
export const work = z.strictObject({
  /** `past`: choices of other programs are taken over; `stars`: those of files are read; `write`: into files beside photos, or it is looked what would be; `export`: a folder or a contact sheet is made. */
  name: z.enum(['past', 'stars', 'write', 'export']),
  /** What is being done: `reading stars`. */
  label: z.string(),
  done: z.int(),
  total: z.int(),
})

/** Name of each server-sent event, with its data. */
export const serverEvents = {
  /** Sent at the start, and when anything in it changed; at most twice a second. */
  state: appState,
  /** Something was said or undone, in this window or another. */
  said: z.strictObject({ person: z.string(), event: z.int() }),
  /** Photos came or went: the order is another. */
  library: z.strictObject({ photos: z.int() }),
  /** A backtest began, went on, or ended; at most twice a second. */
  backtest: backtestState,
  /** At most twice a second; that it ended is said by its answer, after which a last one may come. */
  work,
} as const

/** Of every answer that is no success: one sentence for people. */
export const failure = z.strictObject({ error: z.string() })

export type AppState = z.output<typeof appState>
export type Indexing = z.output<typeof indexing>
export type Work = z.output<typeof work>
export type Failure = z.output<typeof failure>
