import { Worker } from 'node:worker_threads'
import { CancelledError, fromErrorRecord, type Job, messageOf, PalateError } from '../../core/index.ts'
import type { ScanReport } from './scan-folders.ts'
import type { ScanReply, ScanRequest } from './scan-messages.ts'

/** Scans in a thread of its own: photos are hashed and decoded, and thousands of paths compared, while ratings are answered. */
export interface ScanThread {
  /** One at a time. @throws {CancelledError} when stopped, after the batch in work. @throws {PalateError} */
  scan(options: ScanOptions): Promise<ScanReport>
  /** Ends the thread at once: what the catalog has is whole at any moment. */
  close(): Promise<void>
}

export interface ScanOptions extends Job, Omit<ScanRequest & { kind: 'scan' }, 'kind'> {}

/** Opens it; the thread is started with the first scan, and again where it broke off. */
export function openScanThread(): ScanThread {
  let worker: Worker | undefined
  const running = (): Worker => {
    if (worker !== undefined) return worker
    const started = startThread()
    started.on('exit', () => {
      if (worker === started) worker = undefined
    })
    started.on('error', () => {}) // it ends then; whoever waits for a scan hears of it
    return (worker = started)
  }
  return {
    async scan({ progress, signal, ...request }) {
      signal?.throwIfAborted()
      const thread = running()
      const post = (message: ScanRequest): void => thread.postMessage(message)
      const stop = (): void => post({ kind: 'stop' })
      let settle: (() => void) | undefined
      try {
        return await new Promise<ScanReport>((resolve, reject) => {
          const hear = (reply: ScanReply): void => {
            if (reply.kind === 'progress') progress?.report(reply.event)
            else if (reply.kind === 'done') resolve(reply.report)
            else reject(fromErrorRecord(reply.error))
          }
          const breakOff = (cause: Error): void =>
            reject(new PalateError(`scanning broke off: ${messageOf(cause)}`, { cause }))
          const end = (): void => reject(new CancelledError('scanning was ended'))
          thread.on('message', hear).on('error', breakOff).on('exit', end)
          signal?.addEventListener('abort', stop)
          settle = () => thread.off('message', hear).off('error', breakOff).off('exit', end)
          post({ kind: 'scan', ...request })
        })
      } finally {
        signal?.removeEventListener('abort', stop)
        settle?.()
      }
    },
    async close() {
      await worker?.terminate()
    },
  }
}

function startThread(): Worker {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./scan-worker.ts', import.meta.url)
    : new URL('./scan-worker.js', import.meta.url)
  return new Worker(program)
}
