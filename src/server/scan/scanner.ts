import { CancelledError, type Job, messageOf, PalateError, type ProgressEvent } from '../../core/index.ts'
import type { Indexing } from '../messages/index.ts'
import type { ScanReport } from './scan-folders.ts'
import { timeLeft } from './time-left.ts'

/** Keeps the catalog in step with the opened folders: one scan at a time. */
export interface Scanner {
  /** Asks for a scan; one that runs is followed by another. `now` ends the one that runs, after the batch in work. */
  request(how?: { readonly now?: boolean }): void
  indexing(): Indexing
  /** Resolves once nothing is scanned or waits to be. */
  idle(): Promise<void>
  /** Ends what runs after the batch in work. */
  close(): Promise<void>
}

export interface ScannerOptions {
  readonly scan: (job: Required<Job>) => Promise<ScanReport>
  /** Photos were written into the catalog, or forgotten. */
  readonly onPhotos: () => void
  /** A scan ended by itself. */
  readonly onDone: (report: ScanReport) => Promise<void> | void
  /** `indexing` says something else. */
  readonly onChange: () => void
  /** Receives the trace of what was not thrown on purpose. */
  readonly log: (text: string) => void
}

const NOTHING: Indexing['skipped'] = { count: 0, reasons: [] }

/** Starts idle. */
export function openScanner({ scan, onPhotos, onDone, onChange, log }: ScannerOptions): Scanner {
  let indexing: Indexing = { state: 'idle', label: '', done: 0, total: 0, secondsLeft: null, skipped: NOTHING }
  let wanted = false
  let closed = false
  let stop: AbortController | undefined
  let running: Promise<void> | undefined

  const show = (next: Partial<Indexing>): void => {
    indexing = { ...indexing, ...next }
    onChange()
  }
  const once = async (): Promise<void> => {
    stop = new AbortController()
    const clock = timeLeft()
    const report = ({ label, done, total }: ProgressEvent): void => {
      if (label === 'indexing photos' && done > 0) onPhotos()
      show({ state: 'working', label, done, total, secondsLeft: clock.secondsLeft(done, total) })
    }
    show({ state: 'working', label: 'looking for photos', done: 0, total: 0, secondsLeft: null })
    try {
      const found = await scan({ progress: { report }, signal: stop.signal })
      const { count, reasons } = found.skipped
      await onDone(found)
      show({
        state: 'idle',
        label: '',
        done: 0,
        total: 0,
        secondsLeft: null,
        skipped: { count, reasons: [...reasons] },
      })
    } catch (error) {
      if (error instanceof CancelledError) return show({ state: 'idle', label: '', secondsLeft: null })
      if (!(error instanceof PalateError))
        log(`palate: scanning failed\n${(error as Error).stack ?? messageOf(error)}\n`)
      show({ state: 'failed', label: messageOf(error), secondsLeft: null })
    } finally {
      stop = undefined
    }
  }
  const run = async (): Promise<void> => {
    while (wanted && !closed) {
      wanted = false
      await once()
    }
    running = undefined
  }
  return {
    request({ now = false } = {}) {
      if (closed) return
      wanted = true
      if (now) stop?.abort(new CancelledError('scanning starts anew'))
      running ??= run()
    },
    indexing: () => indexing,
    async idle() {
      while (running !== undefined) await running
    },
    async close() {
      closed = true
      stop?.abort(new CancelledError('palate is closing'))
      await running
    },
  }
}
