import { parentPort } from 'node:worker_threads'
import * as comlink from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { openPictures, type Pictures } from '../../catalog/pictures/index.ts'
import { PalateError } from '../../core/index.ts'
import { answered } from '../threads/answered.ts'
import { measureFile } from './measure-file.ts'
import type { PicturesThread } from './pictures-thread.ts'

// The program of the thread that `openPicturesThread` starts: not to be imported.

let pictures: Pictures | undefined
const wanted = new Map<number, AbortController>()
const measuring = new Set<Promise<unknown>>()

const thread: PicturesThread = {
  open: (options) =>
    answered(async () => {
      pictures = openPictures(options)
    }),
  picture: (request, of) =>
    answered(
      async () => {
        if (pictures === undefined) throw new PalateError('the cache of pictures is not open')
        const leaving = new AbortController()
        wanted.set(request, leaving)
        try {
          const { bytes, type } = await pictures.picture({ ...of, signal: leaving.signal })
          return { bytes: new Uint8Array(bytes), type } // a copy, to be handed over: others may have asked for the same
        } finally {
          wanted.delete(request)
        }
      },
      ({ bytes }) => [bytes.buffer],
    ),
  cancel: (request) => answered(async () => wanted.get(request)?.abort()),
  measure: (file) =>
    answered(async () => {
      const work = measureFile(file)
      measuring.add(work)
      return work.finally(() => measuring.delete(work))
    }),
  close: () =>
    answered(async () => {
      await pictures?.close()
      await Promise.allSettled(measuring) // ended while it decodes, the thread would bring the process down
    }),
}

comlink.expose(thread, nodeEndpoint(parentPort!))
