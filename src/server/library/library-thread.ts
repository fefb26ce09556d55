import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import * as comlink from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { type ErrorRecord, fromErrorRecord, messageOf, PalateError } from '../../core/index.ts'
import type { Library, LibraryOptions } from './library.ts'
import { libraryBy } from './library-methods.ts'

/** What the thread is asked for. */
export interface LibraryThread {
  open(options: LibraryOptions): Promise<Answer>
  call(method: keyof Library, args: readonly unknown[]): Promise<Answer>
}

type Answer = { readonly result: unknown } | { readonly error: ErrorRecord }

/** Milliseconds that `close` waits for what the thread is at; what it would have kept can be learnt again. */
const PATIENCE = 2000

/**
 * A library in a thread of its own, so that this one never waits for what it computes. `close` ends the thread; calls that
 * are not answered by then are rejected. A library that is asked nothing does not keep the process alive.
 * @throws {PalateError} where the thread does not start, and what `openLibrary` throws.
 */
export async function openLibraryThread(options: LibraryOptions): Promise<Library> {
  const thread = startThread()
  const library = libraryBy((method, args) =>
    method === 'close' ? thread.stop() : thread.ask((remote) => remote.call(method, args)),
  )
  try {
    await thread.ask((remote) => remote.open(options))
  } catch (error) {
    await thread.stop()
    throw error
  }
  return library
}

function startThread() {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./library-worker.ts', import.meta.url)
    : new URL('./library-worker.js', import.meta.url)
  const worker = new Worker(program)
  const remote = comlink.wrap<LibraryThread>(nodeEndpoint(worker)) as unknown as LibraryThread
  const pending = new Set<(error: Error) => void>()
  let ended: PalateError | undefined
  let stopped: Promise<void> | undefined
  const end = (error: PalateError): void => {
    ended ??= error
    for (const reject of pending) reject(ended)
    pending.clear()
  }
  worker.unref()
  worker.on('error', (cause) => end(new PalateError(`the library's thread broke off: ${messageOf(cause)}`, { cause })))
  worker.on('exit', () => end(new PalateError("the library's thread has ended; start palate again")))

  return {
    /** Comlink does not know that a thread has ended: whoever waits is told here. */
    ask(question: (remote: LibraryThread) => Promise<Answer>): Promise<unknown> {
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
    stop(): Promise<void> {
      stopped ??= (async () => {
        const isRunning = ended === undefined
        end(new PalateError('the library was closed; open it again'))
        if (isRunning) {
          worker.ref()
          const exited = new Promise((resolve) => worker.once('exit', resolve))
          await Promise.race([remote.call('close', []), exited, setTimeout(PATIENCE, undefined, { ref: false })])
        }
        await worker.terminate()
      })()
      return stopped
    },
  }
}
