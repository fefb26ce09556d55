import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The app as a user starts it: a process of its own, on a folder of photos of its own. */
export interface RunningApp {
  /** With the token. */
  readonly url: string
  readonly token: string
  readonly port: number
  /** PALATE_HOME. */
  readonly home: string
  /** The folder of photos that is opened. */
  readonly folder: string
  readonly process: ChildProcess
  /** What it has said on stderr. */
  readonly stderr: () => string
  /** Ends it as the system does where memory runs out. */
  kill(): Promise<void>
  /** Starts it again at the same port. */
  restart(): Promise<RunningApp>
  /** Ends it, and removes its folders. */
  close(): Promise<void>
}

export interface AppOptions {
  /** Photos copied into the folder, as absolute paths. */
  readonly photos: readonly string[]
  /** More arguments of `palate serve`. */
  readonly arguments?: readonly string[]
}

/** Names of the first JPEG files of a folder, as many as are wanted. */
export function somePhotos(folder: string, count: number): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .slice(0, count)
}

/** Copies photos into a new folder and opens it, in a data folder of its own. */
export async function startApp({ photos, arguments: more = [] }: AppOptions): Promise<RunningApp> {
  const root = await mkdtemp(join(tmpdir(), 'palate-app-'))
  const [home, folder] = [join(root, 'home'), join(root, 'Photos')]
  await mkdir(folder, { recursive: true })
  await Promise.all(photos.map((photo) => copyFile(photo, join(folder, basename(photo)))))
  return run({ root, home, folder, more, port: undefined })
}

interface Place {
  readonly root: string
  readonly home: string
  readonly folder: string
  readonly more: readonly string[]
  readonly port: number | undefined
}

async function run(place: Place): Promise<RunningApp> {
  const { root, home, folder, more } = place
  const register = fileURLToPath(new URL('./typescript/register.js', import.meta.url))
  const main = fileURLToPath(new URL('./run-main.ts', import.meta.url))
  const port = place.port ?? (await freePort())
  const child = spawn(
    process.execPath,
    ['--import', register, main, 'serve', folder, '--port', String(port), '--json', ...more],
    { env: { ...process.env, PALATE_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const first = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`palate serve ended: ${said}`))),
  ])
  const { url, token } = JSON.parse(first) as { readonly url: string; readonly token: string }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    url,
    token,
    port,
    home,
    folder,
    process: child,
    stderr: () => said,
    kill,
    async restart() {
      if (child.exitCode === null && child.signalCode === null) await kill()
      return run({ ...place, port })
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve((address as { port: number }).port))
    })
  })
}
