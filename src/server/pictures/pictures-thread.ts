import { Worker } from 'node:worker_threads'
import type { Picture, PictureRequest, Pictures } from '../../catalog/index.ts'
import { CancelledError } from '../../core/index.ts'
import type { PhotoMeasures } from '../../image/index.ts'
import type { Answer } from '../threads/answered.ts'
import { askThread } from '../threads/asked-thread.ts'
import { lasting, type Mortal } from '../threads/lasting.ts'
import type { MeasuredFile } from './measure-file.ts'

/** Pictures of photos, and what is measured of the same pixels. */
export interface PicturesAndMeasures extends Pictures {
  /** As `measureFile`. */
  measure(file: MeasuredFile): Promise<PhotoMeasures>
}

export interface PicturesOptions {
  /** Path of the cache. */
  readonly path: string
  readonly mostBytes?: number
}

/** What the thread is asked for. */
export interface PicturesThread {
  open(options: PicturesOptions): Promise<Answer>
  /** `request` is a number of its own, by which it is cancelled. */
  picture(request: number, of: Omit<PictureRequest, 'signal'>): Promise<Answer>
  cancel(request: number): Promise<Answer>
  measure(file: MeasuredFile): Promise<Answer>
  close(): Promise<Answer>
}

/**
 * `openPictures` in a thread of its own: whole files are read, hashed and looked up there, tens of milliseconds for a large
 * photo, which no rating waits for. Where the thread dies, another one makes the pictures.
 */
export async function openPicturesThread(
  options: PicturesOptions,
  { log }: { readonly log: (text: string) => void },
): Promise<PicturesAndMeasures> {
  const pictures = lasting(() => startPictures(options), log)
  await pictures.ask(() => Promise.resolve()) // so that what is wrong with the cache is known now
  return {
    picture: (request) => pictures.ask((living) => living.picture(request)),
    measure: (file) => pictures.ask((living) => living.measure(file)),
    close: () => pictures.close(),
  }
}

async function startPictures(options: PicturesOptions): Promise<PicturesAndMeasures & Mortal> {
  const thread = askThread<PicturesThread>(startThread(), {
    name: 'the cache of pictures',
    lastly: (remote) => remote.close(),
  })
  try {
    await thread.ask((remote) => remote.open(options))
  } catch (error) {
    await thread.close()
    throw error
  }
  let requests = 0
  return {
    ended: thread.ended,
    close: thread.close,
    measure: async (file) => (await thread.ask((remote) => remote.measure(file))) as PhotoMeasures,
    async picture({ signal, ...of }) {
      if (signal?.aborted === true) throw new CancelledError('the picture was no longer wanted')
      const request = ++requests
      // Whether that is heard does not matter: who asked for the picture has gone.
      const cancel = (): void => void thread.ask((remote) => remote.cancel(request)).catch(() => {})
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        return (await thread.ask((remote) => remote.picture(request, of))) as Picture
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}

function startThread(): Worker {
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./pictures-worker.ts', import.meta.url)
    : new URL('./pictures-worker.js', import.meta.url)
  return new Worker(program)
}
