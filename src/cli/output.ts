import cliProgress from 'cli-progress'
import { CancelledError, type Job, type Progress, type ProgressEvent } from '../core/index.ts'
import type { DatabaseReport } from '../databases/index.ts'
import { leftOutSentences, type SkippedPhoto } from '../image/index.ts'

/** Progress on stderr: a bar with the time left on a terminal, a line now and then elsewhere. */
export function progressOn(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress & { stop(): void } {
  return stream.isTTY ? bar(stream) : lines(stream, now)
}

function bar(stream: NodeJS.WriteStream): Progress & { stop(): void } {
  const single = new cliProgress.SingleBar({
    stream,
    format: '{label} [{bar}] {value}/{total} {note} {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  })
  let label: string | undefined
  return {
    report(event) {
      if (event.label !== label) {
        if (label !== undefined) single.stop()
        single.start(event.total, event.done, payloadOf(event))
        label = event.label
      } else {
        single.setTotal(event.total)
        single.update(event.done, payloadOf(event))
      }
    },
    stop() {
      if (label !== undefined) single.stop()
      label = undefined
    },
  }
}

function payloadOf({ label, note }: ProgressEvent): { readonly label: string; readonly note: string } {
  return { label, note: note ?? '' }
}

const LINE_INTERVAL = 15_000

function lines(stream: NodeJS.WriteStream, now: () => number): Progress & { stop(): void } {
  let label: string | undefined
  let started = 0
  let startedAt = 0
  let printed = 0
  return {
    report({ label: current, done, total, note }) {
      const time = now()
      if (current !== label) {
        label = current
        started = time
        startedAt = done
        printed = 0
      }
      if (time - printed < LINE_INTERVAL && done < total) return
      printed = time
      const rate = (time - started) / Math.max(1, done - startedAt)
      const left = done > startedAt && done < total ? `, about ${duration((rate * (total - done)) / 1000)} left` : ''
      stream.write(`${current}: ${done} of ${total}${note === undefined ? '' : `, ${note}`}${left}\n`)
    },
    stop() {},
  }
}

/** `45 s`, `3 min`, `2.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

/**
 * Runs a command's work with progress and Ctrl-C: the first one lets it finish its step and save, the second ends at once.
 */
export async function withJob<T>(work: (job: Required<Job>) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const progress = progressOn(process.stderr)
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping after this step; press Ctrl-C again to stop at once\n')
    controller.abort(new CancelledError('stopped'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work({ progress, signal: controller.signal })
  } finally {
    progress.stop()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

/** Says on stderr which photos and rows could not be used, and why: they never end the work. */
export function reportLeftOut({
  missingPhotos: { count, names },
  skipped = {},
  unreadable,
}: Pick<DatabaseReport, 'missingPhotos'> &
  Partial<Pick<DatabaseReport, 'skipped'>> & { readonly unreadable: readonly SkippedPhoto[] }): void {
  for (const sentence of leftOutSentences(unreadable)) process.stderr.write(`left out: ${sentence}\n`) // names the photo
  if (count > 0)
    process.stderr.write(`left out ${count} rated photos that are not there, such as ${names.join(', ')}\n`)
  for (const [reason, rows] of Object.entries(skipped)) {
    // The first was asked for, the second said above.
    if (reason !== 'left out by the filter' && reason !== 'photo not found')
      process.stderr.write(`left out ${rows} rows: ${reason}\n`)
  }
}

/** The one JSON document of `--json`, or the text for people, on stdout. */
export function print(value: { readonly json: boolean; readonly document: unknown; readonly text: string }): void {
  process.stdout.write(
    value.json
      ? `${JSON.stringify(value.document, null, 2)}\n`
      : value.text.endsWith('\n')
        ? value.text
        : `${value.text}\n`,
  )
}
