import { setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import * as comlink from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { fromErrorRecord, messageOf, PalateError } from '../../core/index.ts'
import type { Answer } from './answered.ts'
import type { Mortal } from './lasting.ts'

/** A thread that is asked what its program answers, which is an `R`. */
export interface AskedThread<R> extends Mortal {
  /** @throws {PalateError} where the thread has ended, or ends meanwhile; and what its program threw, of the same class. */
  ask(question: (remote: R) => Promise<Answer>): Promise<unknown>
}

/** Milliseconds that `close` waits for what the thread is at. */
const PATIENCE = 2000

/**
 * Asks a thread, which does not keep the process alive while it is asked nothing. `close` ends it; questions that are not
 * answered by then are rejected. `name` says in errors what lives in it, `lastly` is what it is asked before it ends.
 */
export function askThread<R>(
  worker: Worker,
  { name, lastly }: { readonly name: string; readonly lastly: (remote: R) => Promise<Answer> },
): AskedThread<R> {
  const remote = comlink.wrap<R>(nodeEndpoint(worker)) as unknown as R
  const pending = new Set<(error: Error) => void>()
  let ended: PalateError | undefined
  let closed: Promise<void> | undefined
  const end = (error: PalateError): void => {
    ended ??= error
    for (const reject of pending) reject(ended)
    pending.clear()
  }
  worker.unref()
  worker.on('error', (cause) => end(new PalateError(`the thread of ${name} broke off: ${messageOf(cause)}`, { cause })))
  worker.on('exit', () => end(new PalateError(`the thread of ${name} has ended; try again`)))

  return {
    /** Comlink does not know that a thread has ended: whoever waits is told here. */
    ask(question) {
      if (ended !== undefined) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        pending.add(reject)
        worker.ref()
        question(remote)
          .then((answer) => {
            if ('error' in answer) throw fromErrorRecord(answer.error)
            return answer.result
          })
          .finally(() => {
            pending.delete(reject)
            if (pending.size === 0) worker.unref()
          })
          .then(resolve, reject)
      })
    },
    ended: () => ended,
    close() {
      closed ??= (async () => {
        const isRunning = ended === undefined
        end(new PalateError(`${name} was closed; open it again`))
        if (isRunning) {
          worker.ref()
          const exited = new Promise((resolve) => worker.once('exit', resolve))
          await Promise.race([lastly(remote), exited, setTimeout(PATIENCE, undefined, { ref: false })])
        }
        await worker.terminate()
      })()
      return closed
    },
  }
}
