import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import {
  CancelledError,
  FormatError,
  type Job,
  messageOf,
  MissingError,
  PalateError,
  readJson,
  reasonOf,
  sha256OfFile,
  silent,
  UsageError,
  writeJsonAtomic,
} from '../core/index.ts'

export interface PullOptions {
  /** SHA-256 that the file must have, in hexadecimal. */
  readonly sha256: string
  readonly job?: Job
  /** How often in a row a connection may break without bringing anything new. Default 5. */
  readonly retries?: number
  /** Wait before the first retry in milliseconds, doubled at each further one. Default 1000. */
  readonly retryDelay?: number
}

/** Which file a partial one is the beginning of: a server that has another one by now must send it from the start. */
const resumeSchema = z.strictObject({ url: z.string(), validator: z.string() })

interface Download {
  readonly url: string
  readonly destination: string
  readonly partial: string
  readonly resumeNote: string
  readonly job: Job
}

/** The connection broke or the server is busy: worth another try. */
type Attempt =
  | { readonly complete: true }
  | { readonly complete: false; readonly reason: string; readonly length: number }

/**
 * Downloads a file and checks its hash; `destination` is either the whole right file or untouched. What has arrived is kept
 * in `<destination>.partial` when the connection breaks or the work is stopped, and the next call goes on from there.
 * Returns at once where the file is already there.
 * @throws {FormatError} where the hash differs; the partial file is then deleted.
 * @throws {CancelledError} where the job is stopped. @throws {PalateError} for what the server refuses.
 */
export async function pull(url: string, destination: string, options: PullOptions): Promise<void> {
  const sha256 = options.sha256.toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new UsageError(`pull: a SHA-256 has 64 hexadecimal digits, got ${options.sha256}`)
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UsageError(`pull: only http and https addresses can be downloaded, got ${url}`)
  }
  if ((await lengthOf(destination)) > 0 && (await sha256OfFile(destination)) === sha256) return
  const download: Download = {
    url,
    destination,
    partial: `${destination}.partial`,
    resumeNote: `${destination}.partial.json`,
    job: options.job ?? {},
  }
  await mkdir(dirname(destination), { recursive: true })
  await fetchWhole(download, options.retries ?? 5, options.retryDelay ?? 1000)

  const got = await sha256OfFile(download.partial)
  if (got !== sha256) {
    await discard(download)
    throw new FormatError(`${url} is not the expected file: expected SHA-256 ${sha256}, got ${got}; it was deleted`)
  }
  await rename(download.partial, destination)
  await rm(download.resumeNote, { force: true })
}

async function fetchWhole(download: Download, retries: number, delay: number): Promise<void> {
  let furthest = await lengthOf(download.partial)
  for (let failures = 0; ;) {
    const attempt = await fetchOnce(download)
    if (attempt.complete) return
    failures = attempt.length > furthest ? 1 : failures + 1
    furthest = Math.max(furthest, attempt.length)
    if (failures > retries) {
      throw new PalateError(
        `cannot download ${download.url}: ${attempt.reason}, ${failures} times in a row; ` +
          `${furthest} bytes are kept, run the same command again to go on`,
      )
    }
    try {
      await pause(delay * 2 ** (failures - 1), undefined, signalOf(download))
    } catch (error) {
      throw stopped(download, error)
    }
  }
}

async function fetchOnce(download: Download): Promise<Attempt> {
  const { url, partial } = download
  const validator = await readValidator(download)
  const offset = validator === undefined ? 0 : await lengthOf(partial)
  // Bytes must arrive as they are stored, or the offsets of a later range would mean something else.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (validator !== undefined && offset > 0)
    Object.assign(headers, { range: `bytes=${offset}-`, 'if-range': validator })
  try {
    const response = await fetch(url, { headers, ...signalOf(download) })
    if (response.status === 416) {
      await response.body?.cancel()
      // All bytes had arrived before the last run ended.
      if (offset > 0 && response.headers.get('content-range') === `bytes */${offset}`) return { complete: true }
      await discard(download)
      return { complete: false, reason: 'the server has no more bytes than are here', length: 0 }
    }
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel()
      return { complete: false, reason: `the server answered ${describeStatus(response)}`, length: offset }
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      throw new MissingError(`cannot download ${url}: the server answered ${describeStatus(response)}`)
    }
    const start = response.status === 206 ? rangeStart(response) : 0
    if (start !== 0 && start !== offset) {
      await response.body.cancel()
      throw new PalateError(
        `cannot download ${url}: asked for the bytes from ${offset}, the server sent those from ${start}`,
      )
    }
    await keepValidator(download, response)
    await receive(download, response.body, start, totalOf(response, start))
    return { complete: true }
  } catch (error) {
    if (download.job.signal?.aborted) throw stopped(download, error)
    if (error instanceof PalateError) throw error
    return { complete: false, reason: `the connection broke (${causeOf(error)})`, length: await lengthOf(partial) }
  }
}

const REPORT_EVERY = 2 ** 20

async function receive(
  { partial, destination, job }: Download,
  body: ReadableStream<Uint8Array>,
  start: number,
  total: number | undefined,
): Promise<void> {
  const progress = job.progress ?? silent
  const label = `downloading ${basename(destination)}`
  const cannotWrite = (error: unknown): never => {
    throw new PalateError(`cannot write ${partial}: ${reasonOf(error)}`, { cause: error })
  }
  const file = await open(partial, start === 0 ? 'w' : 'a').catch(cannotWrite)
  let done = start
  let reported = start
  try {
    for await (const chunk of body) {
      await file.appendFile(chunk).catch(cannotWrite)
      done += chunk.length
      if (done - reported >= REPORT_EVERY) progress.report({ label, done: (reported = done), total: total ?? done })
    }
    await file.sync().catch(cannotWrite)
  } finally {
    await file.close()
  }
  progress.report({ label, done, total: total ?? done })
}

/** A strong entity tag, else the date: what If-Range accepts. */
async function keepValidator({ url, resumeNote }: Download, response: Response): Promise<void> {
  const tag = response.headers.get('etag')
  const validator = tag !== null && !tag.startsWith('W/') ? tag : response.headers.get('last-modified')
  if (validator === null) await rm(resumeNote, { force: true })
  else await writeJsonAtomic(resumeNote, { url, validator })
}

async function readValidator({ url, resumeNote }: Download): Promise<string | undefined> {
  if ((await lengthOf(resumeNote)) === 0) return undefined
  const note = await readJson(resumeNote, resumeSchema)
  return note.url === url ? note.validator : undefined
}

function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN)
}

function totalOf(response: Response, start: number): number | undefined {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  return Number.isFinite(length) ? start + length : undefined
}

async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

async function discard({ partial, resumeNote }: Download): Promise<void> {
  await rm(partial, { force: true })
  await rm(resumeNote, { force: true })
}

function signalOf({ job }: Download): { signal?: AbortSignal } {
  return job.signal === undefined ? {} : { signal: job.signal }
}

function stopped({ url }: Download, cause: unknown): CancelledError {
  return new CancelledError(`the download of ${url} was stopped; what has arrived is kept for the next try`, { cause })
}

function describeStatus({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim()
}

/** fetch says only "fetch failed"; the reason is its cause. */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)
}
