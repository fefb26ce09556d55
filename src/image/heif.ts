import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { FormatError, messageOf } from '../core/index.ts'
import type { HeifAnswer, HeifQuestion } from './heif-worker.ts'
import { MissingReaderError } from './missing-reader.ts'
import { mostPixels, tooLarge } from './size-limit.ts'

/** Of a photo. One of 24 megapixels takes one second. */
const mostMilliseconds = 60_000
/** Each may hold some hundred megabytes. */
const mostWorkers = 2
const idleMilliseconds = 10_000

// Kept between calls, as the process in raw-preview.ts is: a thread takes a tenth of a second to start.
const idle: { readonly worker: Worker; readonly ends: NodeJS.Timeout }[] = []
const waiting: (() => void)[] = []
let working = 0

/** What HEIC photos need before they can be read, as half a sentence; undefined where libheif-js is installed. */
export function libheifNeeds(): string | undefined {
  try {
    createRequire(import.meta.url).resolve('libheif-js/wasm-bundle.js')
    return undefined
  } catch {
    return 'HEIC photos need the package libheif-js, which was left out when palate was installed; npm install libheif-js beside it'
  }
}

/**
 * The primary picture of a HEIC file as a TIFF file with its colour profile, 8 bits, rotated and mirrored as the file
 * says. Decoded by libheif in a thread of its own; `path` names the file in errors.
 * @throws {MissingReaderError} without libheif-js. @throws {FormatError} where the file is damaged, has more than 300
 * million pixels, or takes more than a minute.
 */
export async function heifAsTiff(bytes: Uint8Array, { path }: { readonly path: string }): Promise<Uint8Array> {
  const needs = libheifNeeds()
  if (needs !== undefined) throw new MissingReaderError(path, needs)
  while (working >= mostWorkers) await new Promise<void>((resolve) => waiting.push(resolve))
  working++
  try {
    const answer = await answerTo({ bytes, mostPixels })
    if ('tiff' in answer) return answer.tiff
    if ('size' in answer) throw tooLarge(path, answer.size)
    const [detail] = answer.damage.trim().split('\n')
    throw new FormatError(`${path} is damaged or cut short (${detail}); copy it again or leave it out`)
  } finally {
    working--
    waiting.shift()?.()
  }
}

async function answerTo(question: HeifQuestion): Promise<HeifAnswer> {
  const worker = takeWorker()
  const timer = setTimeout(() => worker.terminate(), mostMilliseconds)
  const answer = await new Promise<HeifAnswer>((resolve) => {
    const settle = (found: HeifAnswer): void => {
      worker.off('message', settle).off('error', fail).off('exit', end)
      resolve(found)
    }
    const fail = (error: unknown): void => settle({ damage: messageOf(error) })
    const end = (): void => settle({ damage: `the decoder stopped, after at most ${mostMilliseconds / 1000} s` })
    worker.on('message', settle).on('error', fail).on('exit', end)
    worker.postMessage(question)
  })
  clearTimeout(timer)
  // After a damaged file nothing is known of the decoder's memory.
  if ('damage' in answer) await worker.terminate()
  else putBack(worker)
  return answer
}

function takeWorker(): Worker {
  const kept = idle.pop()
  if (kept !== undefined) {
    clearTimeout(kept.ends)
    kept.worker.ref()
    return kept.worker
  }
  // Both whole, for tools that follow such references: the compiler does not rename them as it does imports.
  const program = import.meta.url.endsWith('.ts')
    ? new URL('./heif-worker.ts', import.meta.url)
    : new URL('./heif-worker.js', import.meta.url)
  return new Worker(program)
}

function putBack(worker: Worker): void {
  worker.unref()
  const ends = setTimeout(() => {
    idle.splice(
      idle.findIndex((kept) => kept.worker === worker),
      1,
    )
    void worker.terminate()
  }, idleMilliseconds).unref()
  idle.push({ worker, ends })
}
