import { Worker } from 'node:worker_threads'
import type { Answer } from '../threads/answered.ts'
import { askThread } from '../threads/asked-thread.ts'
import type { Mortal } from '../threads/lasting.ts'
import type { Library, LibraryOptions } from './library.ts'
import { libraryBy } from './library-methods.ts'

/** What the thread is asked for. */
export interface LibraryThread {
  open(options: LibraryOptions): Promise<Answer>
  call(method: keyof Library, args: readonly unknown[]): Promise<Answer>
}

/**
 * A library in a thread of its own, so that this one never waits for what it computes. `close` ends the thread; calls that
 * are not answered by then are rejected. A library that is asked nothing does not keep the process alive.
 * @throws {PalateError} where the thread does not start, and what `openLibrary` throws.
 */
export async function openLibraryThread(options: LibraryOptions): Promise<Library & Mortal> {
  const thread = askThread<LibraryThread>(startThread(), {
    name: 'the library',
    lastly: (remote) => remote.call('close', []),
  })
  try {
    await thread.ask((remote) => remote.open(options))
  } catch (error) {
    await thread.close()
    throw error
  }
  const library = libraryBy((method, args) => thread.ask((remote) => remote.call(method, args)))
  return { ...library, ended: thread.ended, close: thread.close }
}

function startThread(): Worker {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./library-worker.ts', import.meta.url)
    : new URL('./library-worker.js', import.meta.url)
  return new Worker(program)
}
