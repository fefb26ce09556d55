import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/checkpoints.ts'
import {
  CancelledError,
  FormatError,
  MissingError,
  PalateError,
  type ProgressEvent,
  UsageError,
} from '../core/index.ts'
import { pull } from './index.ts'

const content = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff))
const other = Buffer.from(content).reverse()
const sha256 = hashOf(content)
const half = content.length / 2

describe('pulling a file', () => {
  it('writes it, reports how far it is, and does nothing the second time', async () => {
    const { url, requests } = await serve((request, response) => send(request, response, { body: content }))
    const path = join(await temporaryFolder(), 'deep', 'file')
    const events: ProgressEvent[] = []
    await pull(url, path, { sha256, job: { progress: { report: (event) => void events.push(event) } } })
    expect(hashOf(await readFile(path))).toBe(sha256)
    expect(events.at(-1)).toEqual({ label: 'downloading file', done: content.length, total: content.length })
    expect(events.map((event) => event.done)).toEqual(events.map((event) => event.done).sort((a, b) => a - b))
    expect(events.length).toBeGreaterThan(1)
    await pull(url, path, { sha256: sha256.toUpperCase() })
    expect(requests).toHaveLength(1)
    expectNothingLeft(path)
  })

  it('goes on where a broken connection stopped, as often as something new arrives', async () => {
    const { url, requests } = await serve((request, response) =>
      send(request, response, { body: content, most: 500_000 }),
    )
    const path = join(await temporaryFolder(), 'file')
    await pull(url, path, { sha256, retries: 2, retryDelay: 1 })
    expect(hashOf(await readFile(path))).toBe(sha256)
    expect(requests.length).toBeGreaterThan(3)
    expect(requests[0]?.headers.range).toBeUndefined()
    expect(requests[1]?.headers.range).toMatch(/^bytes=\d{5,}-$/)
    expect(requests[1]?.headers['if-range']).toBe('"one"')
    expectNothingLeft(path)
  })

  it('gives up after the retries and keeps what has arrived; the next call needs only the rest', async () => {
    let most = half
    const { url, requests } = await serve((request, response) => {
      if (most === 0) response.destroy()
      else send(request, response, { body: content, most })
      most = 0
    })
    const path = join(await temporaryFolder(), 'file')
    const failing = pull(url, path, { sha256, retries: 2, retryDelay: 1 })
    await expect(failing).rejects.toThrow(PalateError)
    await expect(failing).rejects.toThrow(
      /cannot download http.*the connection broke.*3 times in a row.*run the same command/,
    )
    expect(requests).toHaveLength(3) // one that brought half, then two that brought nothing
    expect(existsSync(path)).toBe(false)
    most = content.length
    await pull(url, path, { sha256 })
    expect(requests.at(-1)?.headers.range).toMatch(/^bytes=\d{5,}-$/)
    expect(hashOf(await readFile(path))).toBe(sha256)
  })

  it('starts again where the server knows no ranges, and ends when that brings nothing new', async () => {
    let most = half
    const { url, requests } = await serve((request, response) => {
      send(request, response, { body: content, most, ranges: false })
      most = content.length
    })
    const path = join(await temporaryFolder(), 'file')
    await pull(url, path, { sha256, retryDelay: 1 })
    expect(hashOf(await readFile(path))).toBe(sha256)
    expect(requests).toHaveLength(2)

    const broken = await serve((request, response) =>
      send(request, response, { body: content, most: half, ranges: false }),
    )
    const failing = pull(broken.url, join(await temporaryFolder(), 'file'), { sha256, retries: 1, retryDelay: 1 })
    await expect(failing).rejects.toThrow('in a row')
  })

  it('starts again where the file on the server has changed in between', async () => {
    let first = true
    const { url } = await serve((request, response) => {
      if (first) send(request, response, { body: other, most: half, tag: '"old"' })
      else send(request, response, { body: content, tag: '"new"' })
      first = false
    })
    const path = join(await temporaryFolder(), 'file')
    await pull(url, path, { sha256, retryDelay: 1 })
    expect(hashOf(await readFile(path))).toBe(sha256)
  })

  it('does not go on with the beginning of another file, or of one without a tag', async () => {
    const { url, requests } = await serve((request, response) =>
      send(request, response, { body: content, tag: 'W/"weak"' }),
    )
    const path = join(await temporaryFolder(), 'file')
    await writeFile(`${path}.partial`, other.subarray(0, 1000))
    await pull(url, path, { sha256 })
    await writeFile(path, 'another version')
    await writeFile(`${path}.partial`, other.subarray(0, 1000))
    await writeFile(`${path}.partial.json`, JSON.stringify({ url: 'http://elsewhere', validator: '"one"' }))
    await pull(url, path, { sha256 })
    expect(hashOf(await readFile(path))).toBe(sha256)
    expect(requests.map((request) => request.headers.range)).toEqual([undefined, undefined])
  })

  it('finishes where everything had arrived but was not yet checked', async () => {
    const { url } = await serve((request, response) => send(request, response, { body: content }))
    const path = join(await temporaryFolder(), 'file')
    await writeFile(`${path}.partial`, content)
    await writeFile(`${path}.partial.json`, JSON.stringify({ url, validator: '"one"' }))
    await pull(url, path, { sha256 })
    expect(hashOf(await readFile(path))).toBe(sha256)
  })

  it('deletes a file with another hash and names both', async () => {
    const { url } = await serve((request, response) => send(request, response, { body: other }))
    const path = join(await temporaryFolder(), 'file')
    const pulling = pull(url, path, { sha256 })
    await expect(pulling).rejects.toThrow(FormatError)
    await expect(pulling).rejects.toThrow(`expected SHA-256 ${sha256}, got ${hashOf(other)}; it was deleted`)
    expect(existsSync(path)).toBe(false)
    expectNothingLeft(path)
  })

  it('says in one sentence what the server refuses, without trying again', async () => {
    const { url, requests } = await serve((_, response) => void response.writeHead(404).end('gone'))
    const path = join(await temporaryFolder(), 'file')
    const pulling = pull(url, path, { sha256 })
    await expect(pulling).rejects.toThrow(MissingError)
    await expect(pulling).rejects.toThrow(`cannot download ${url}: the server answered 404 Not Found`)
    expect(requests).toHaveLength(1)
    expectNothingLeft(path)
  })

  it('tries again where the server is busy', async () => {
    let busy = 2
    const { url } = await serve((request, response) => {
      if (busy-- > 0) response.writeHead(503).end()
      else send(request, response, { body: content })
    })
    const path = join(await temporaryFolder(), 'file')
    await pull(url, path, { sha256, retryDelay: 1 })
    expect(hashOf(await readFile(path))).toBe(sha256)
    busy = 9
    await expect(pull(url, `${path}2`, { sha256, retries: 1, retryDelay: 1 })).rejects.toThrow(
      'answered 503 Service Unavailable',
    )
  })

  it('stops when it is told to, keeps what has arrived, and goes on from there', async () => {
    let stall = true
    const { url, requests } = await serve((request, response) =>
      send(request, response, { body: content, stallAt: stall ? half : undefined }),
    )
    const path = join(await temporaryFolder(), 'file')
    const stop = new AbortController()
    const progress = { report: () => stop.abort() }
    await expect(pull(url, path, { sha256, job: { signal: stop.signal, progress } })).rejects.toThrow(CancelledError)
    expect(existsSync(path)).toBe(false)
    stall = false
    await pull(url, path, { sha256 })
    expect(requests[1]?.headers.range).toMatch(/^bytes=\d{5,}-$/)
    expect(hashOf(await readFile(path))).toBe(sha256)
  })

  it('stops between two tries', async () => {
    const { url } = await serve((_, response) => void response.destroy())
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    const path = join(await temporaryFolder(), 'file')
    await expect(pull(url, path, { sha256, retryDelay: 60_000, job: { signal: stop.signal } })).rejects.toThrow(
      CancelledError,
    )
  })

  it('takes only http addresses and whole hashes', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://host/file', 'weights.safetensors']) {
      await expect(pull(url, 'file', { sha256 })).rejects.toThrow(UsageError)
    }
    await expect(pull('http://127.0.0.1/', 'file', { sha256: 'abc' })).rejects.toThrow('64 hexadecimal digits')
  })

  it('says where it cannot write', async () => {
    const { url } = await serve((request, response) => send(request, response, { body: content }))
    const path = join(await temporaryFolder(), 'file')
    await mkdir(`${path}.partial`)
    await expect(pull(url, path, { sha256 })).rejects.toThrow(`cannot write ${path}.partial: it is a folder`)
  })
})

interface Answer {
  readonly body: Buffer
  /** Break the connection after so many bytes. */
  readonly most?: number
  /** Send no more after so many bytes, and keep the connection. */
  readonly stallAt?: number | undefined
  readonly ranges?: boolean
  readonly tag?: string
}

/** A file server with ranges (RFC 9110, 14): a range counts only while If-Range is the current tag. */
function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { body, most = Infinity, stallAt = Infinity, ranges = true, tag = '"one"' } = answer
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
  const start = ranges && asked !== undefined && request.headers['if-range'] === tag ? Number(asked) : 0
  if (start >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end()
    return
  }
  const headers = { etag: tag, 'content-length': body.length - start }
  const range = { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...headers, ...range } : headers)
  const sent = body.subarray(start, start + Math.min(most, stallAt))
  if (start + sent.length === body.length) response.end(sent)
  // A moment for the bytes to arrive before the connection is cut.
  else response.write(sent, () => void (most < Infinity && setTimeout(() => response.destroy(), 20)))
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`, requests }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function expectNothingLeft(path: string): void {
  expect([existsSync(`${path}.partial`), existsSync(`${path}.partial.json`)]).toEqual([false, false])
}
