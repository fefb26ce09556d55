import { parentPort } from 'node:worker_threads'
import * as comlink from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { PalateError } from '../../core/index.ts'
import { answered } from '../threads/answered.ts'
import type { Library, LibraryOptions } from './library.ts'
import type { LibraryThread } from './library-thread.ts'
import { openLibrary } from './open-library.ts'

// The program of the thread that `openLibraryThread` starts: not to be imported.

let library: Library | undefined

const thread: LibraryThread = {
  open: (options: LibraryOptions) =>
    answered(async () => {
      library = await openLibrary(options)
    }),
  call: (method, args) =>
    answered(async () => {
      if (library === undefined) throw new PalateError('the library is not open')
      return (library[method] as (...all: readonly unknown[]) => Promise<unknown>)(...args)
    }, buffersOf),
}

/** An order is handed over. */
function buffersOf(result: unknown): readonly ArrayBuffer[] {
  const ids = (result as { readonly ids?: unknown } | null | undefined)?.ids
  return ids instanceof Int32Array ? [ids.buffer as ArrayBuffer] : []
}

comlink.expose(thread, nodeEndpoint(parentPort!))
