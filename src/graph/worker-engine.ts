import { Worker } from 'node:worker_threads'
import { fromErrorRecord, messageOf, PalateError } from '../core/index.ts'
import type { Engine, EngineOptions, Feeds, Results, Session } from './engine.ts'
import type { EngineCall, EngineReply, EngineRequest } from './engine-messages.ts'

/**
 * An engine in a thread of its own: the caller's event loop stays free while a graph runs. Feeds are copied into the
 * thread once, at `bind` or `run`, and results are handed over without a copy. So bound data count as they were when they
 * were bound: after changing them bind again (`openEngine` reads them in place). `close` rejects the calls that are not
 * answered and waits for the thread's end, which is that of the run at hand. An idle engine does not keep the process alive.
 * @throws {PalateError} where the thread does not start.
 */
export async function openWorkerEngine(options: EngineOptions = {}): Promise<Engine> {
  const thread = startThread()
  await thread.call({ kind: 'open', options })
  let sessions = 0
  return {
    device: options.device ?? 'cpu',
    async load(graph) {
      const session = sessions++
      await thread.call({ kind: 'load', session, graph })
      return workerSession(thread, session)
    },
    close: () => thread.stop(),
  }
}

function workerSession(thread: Thread, session: number): Session {
  return {
    async bind(feeds) {
      const copies = copyFeeds(feeds)
      await thread.call({ kind: 'bind', session, feeds: copies }, buffersOf(copies))
    },
    async run(feeds) {
      const copies = copyFeeds(feeds)
      return (await thread.call({ kind: 'run', session, feeds: copies }, buffersOf(copies))) as Results
    },
    async close() {
      await thread.call({ kind: 'close', session })
    },
  }
}

/** Copies that may be given away. Left to itself postMessage would copy the whole buffer behind a view of a part. */
function copyFeeds(feeds: Feeds): Feeds {
  return Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, data.slice()]))
}

function buffersOf(feeds: Feeds): ArrayBuffer[] {
  return Object.values(feeds).map(({ buffer }) => buffer as ArrayBuffer)
}

interface Thread {
  call(request: EngineRequest, transfer?: readonly ArrayBuffer[]): Promise<unknown>
  stop(): Promise<void>
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

function startThread(): Thread {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./engine-worker.ts', import.meta.url)
    : new URL('./engine-worker.js', import.meta.url)
  const worker = new Worker(program)
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  const pending = new Map<number, Pending>()
  let calls = 0
  let ended: PalateError | undefined
  const end = (error: PalateError): void => {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }
  worker.unref()
  worker.on('message', ({ id, result, error }: EngineReply) => {
    const waiting = pending.get(id)
    pending.delete(id)
    if (pending.size === 0 && ended === undefined) worker.unref()
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(fromErrorRecord(error))
  })
  worker.on('error', (cause) => end(new PalateError(`the engine's thread broke off: ${messageOf(cause)}`, { cause })))
  worker.on('exit', () => end(new PalateError("the engine's thread has ended; open another engine")))
  return {
    call(request, transfer = []) {
      if (ended !== undefined) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        const id = calls++
        worker.postMessage({ id, request } satisfies EngineCall, transfer)
        pending.set(id, { resolve, reject })
        worker.ref()
      })
    },
    async stop() {
      end(new PalateError('the engine was closed; open another one'))
      // Not `terminate`: ended within a run, the addon brings the whole process down (Napi::Error, abort).
      worker.ref()
      worker.postMessage({ id: calls++, request: { kind: 'end' } } satisfies EngineCall)
      await exited
    },
  }
}
