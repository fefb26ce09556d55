import { Worker } from 'node:worker_threads'
import type { BacktestReport } from '../../archive/index.ts'
import { CancelledError, fromErrorRecord, type Job, messageOf, PalateError } from '../../core/index.ts'
import type { BacktestReply, BacktestRequest } from './backtest-messages.ts'

/**
 * A backtest in a thread of its own, which ends with it, and at once where it is stopped: it computes in JavaScript and
 * only reads. @throws {CancelledError} when stopped. @throws {PalateError}
 */
export async function runBacktest(request: BacktestRequest, { progress, signal }: Job): Promise<BacktestReport> {
  signal?.throwIfAborted()
  const thread = startThread(request)
  let stop: (() => void) | undefined
  try {
    return await new Promise<BacktestReport>((resolve, reject) => {
      thread.on('message', (reply: BacktestReply) => {
        if (reply.kind === 'progress') progress?.report(reply.event)
        else if (reply.kind === 'done') resolve(reply.report)
        else reject(fromErrorRecord(reply.error))
      })
      thread.on('error', (cause) => reject(new PalateError(`the backtest broke off: ${messageOf(cause)}`, { cause })))
      thread.on('exit', () => reject(new PalateError('the backtest broke off: its thread has ended')))
      stop = () => reject(new CancelledError('the backtest was stopped'))
      signal?.addEventListener('abort', stop)
    })
  } finally {
    if (stop !== undefined) signal?.removeEventListener('abort', stop)
    await thread.terminate()
  }
}

function startThread(workerData: BacktestRequest): Worker {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./backtest-worker.ts', import.meta.url)
    : new URL('./backtest-worker.js', import.meta.url)
  return new Worker(program, { workerData })
}
