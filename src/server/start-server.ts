import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { messageOf, PalateError, palateHome } from '../core/index.ts'
import { createApp } from './app.ts'
import { appToken } from './app-token.ts'
import { openApp } from './open-app.ts'
import { openTickets } from './tickets.ts'

export interface ServerOptions {
  /** Default palate's home. */
  readonly home?: string
  /** Absolute paths; none opens those of the last time. */
  readonly folders: readonly string[]
  /** By name or folder; default the one of the last time, else `starter`. */
  readonly pack?: string | undefined
  /** Default 4747, or the next that is free; 0 for any. */
  readonly port?: number | undefined
  /** Default the catalog in palate's home. */
  readonly catalogPath?: string | undefined
  /** Where folders of links and copies are written; default `palate exports` in the user's home. */
  readonly exportsTo?: string | undefined
  /** Folder of the built page; null for none. */
  readonly web?: string | null
  /** Threads of one operation of the network; default one a core. */
  readonly threads?: number | undefined
  /** Receives the traces of our defects; default standard error. */
  readonly log?: (text: string) => void
}

export interface RunningServer {
  /** Opens the page: with the token. */
  readonly url: string
  readonly port: number
  readonly token: string
  /**
   * Opens the page once, within a minute: for the command line of a browser, which everybody on this machine can read while
   * it runs. The token would let them in for good.
   */
  urlForOnce(): string
  /** Resolves once nothing is scanned or waits to be. */
  idle(): Promise<void>
  /** Ends within about two seconds: what was acknowledged is kept, what was being indexed goes on at the next start. */
  close(): Promise<void>
}

const PORT = 4747
/** Ports that are tried where none is named. */
const TRIES = 50
const HOST = '127.0.0.1'
/** Milliseconds that answers under way have. */
const GRACE = 500

/**
 * Starts the app on this machine's loopback address, and begins to scan.
 * @throws {PalateError} where the port is taken. @throws {MissingError} where there is no such pack. @throws {FormatError}
 */
export async function startServer({
  home = palateHome(),
  port: wanted,
  exportsTo = join(homedir(), 'palate exports'),
  web = null,
  log = (text) => void process.stderr.write(text),
  ...options
}: ServerOptions): Promise<RunningServer> {
  const token = await appToken(home)
  let port = 0
  let answer: (request: Request) => Response | Promise<Response> = () =>
    Response.json({ error: 'palate is starting' }, { status: 409 })
  const server = createAdaptorServer({ fetch: (request) => answer(request) }) as Server
  // First, so that a port that is taken is known before anything is opened.
  port = await listen(server, wanted)
  try {
    const app = await openApp({ ...options, home, exportsTo, version: versionOf(), log })
    const tickets = openTickets()
    const routes = createApp(app, { web, token, port: () => port, tickets })
    answer = (request) => routes.fetch(request)
    return {
      url: `http://${HOST}:${port}/?token=${token}`,
      port,
      token,
      urlForOnce: () => `http://${HOST}:${port}/?ticket=${tickets.give()}`,
      idle: () => app.idle(),
      async close() {
        app.stream.close()
        await closeServer(server)
        await app.close()
      },
    }
  } catch (error) {
    await closeServer(server)
    throw error
  }
}

/** @returns the port. @throws {PalateError} */
async function listen(server: Server, wanted: number | undefined): Promise<number> {
  const ports = wanted === undefined ? Array.from({ length: TRIES }, (_, at) => PORT + at) : [wanted]
  for (const port of ports) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ port, host: HOST, exclusive: true }, () => {
          server.off('error', reject)
          resolve()
        })
      })
      return (server.address() as AddressInfo).port
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE' && port !== ports.at(-1)) continue
      const reason =
        code === 'EADDRINUSE' ? 'another program uses it' : code === 'EACCES' ? 'permission denied' : messageOf(error)
      throw new PalateError(`cannot listen at port ${port}: ${reason}; name another with --port`, { cause: error })
    }
  }
  throw new PalateError('there is no port to listen at')
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE)
  await closed
  clearTimeout(timer)
}

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
