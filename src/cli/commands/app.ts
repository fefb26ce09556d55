import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { palateHome, UsageError } from '../../core/index.ts'
import { readAppMemory, type RunningServer, type ServerOptions, startServer } from '../../server/index.ts'
import { nearestName } from '../nearest-name.ts'
import { wholeNumber } from '../options.ts'

interface AppFlags {
  readonly port?: number
  readonly pack?: string
  readonly catalog?: string
  readonly threads?: number
  readonly exports?: string
}

type OpenFlags = AppFlags & { readonly open: boolean }
type ServeFlags = AppFlags & { readonly page: boolean; readonly json?: boolean }

/** The built page. Both src/cli/commands and dist/cli/commands lie three levels below the package. */
const PAGE = fileURLToPath(new URL('../../../dist/web', import.meta.url))

/** `palate FOLDER`, which is `palate app FOLDER`: the command where none is named. */
export function addApp(program: Command): void {
  const command = program
    .command('app', { isDefault: true })
    .summary('rate photos and see them in your order, in the browser; what `palate FOLDER` does')
    .description(
      'Opens a page in the browser that shows the photos of folders, learns from your ratings and puts them in your order. Nothing leaves this machine, and no photo is changed. Without a folder, those of the last time are opened.',
    )
  withAppOptions(command)
    .option('--no-open', 'print the address, and open no browser')
    .addHelpText('after', '\nExample:\n  palate app ~/Pictures')
    .action(async (named: string[], flags: OpenFlags) => {
      const folders = await foldersOf(named, program)
      await running({ ...optionsOf(flags), folders, web: PAGE }, async ({ url, urlForOnce }) => {
        process.stdout.write(`palate is open at ${url}\nYour photos stay on this machine. Ctrl-C ends palate.\n`)
        if (flags.open) await openBrowser(urlForOnce())
      })
    })
}

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .summary('the same without opening a browser, for other programs to use')
    .description(
      'Serves the page and the API that it uses, which is described at /openapi.json, to programs of this machine that have the token.',
    )
  withAppOptions(command)
    .option('--no-page', 'serve the API alone')
    .option('--json', 'print one line of JSON with url, token and port once it listens')
    .addHelpText('after', '\nExample:\n  palate serve ~/Pictures --port 4800 --json')
    .action(async (named: string[], flags: ServeFlags) => {
      const folders = await foldersOf(named, program)
      await running({ ...optionsOf(flags), folders, web: flags.page ? PAGE : null }, ({ url, token, port }) => {
        const text = flags.json === true ? JSON.stringify({ url, token, port }) : `palate serves at ${url}`
        process.stdout.write(`${text}\n`)
      })
    })
}

function withAppOptions(command: Command): Command {
  return command
    .argument('[folders...]', 'folders of photos; default: those of the last time')
    .option('--port <n>', 'port on this machine; default: 4747, or the next that is free', portNumber)
    .option('--pack <name>', 'pack that orders, by name or folder; default: that of the last time, at first starter')
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--threads <n>', 'threads of one operation; default: one a core', wholeNumber(1))
    .option('--exports <folder>', 'where folders of links and copies are made; default: "palate exports" in your home')
}

function optionsOf({ port, pack, catalog, threads, exports }: AppFlags): Omit<ServerOptions, 'folders'> {
  return {
    port,
    pack,
    threads,
    ...(catalog !== undefined && { catalogPath: catalog }),
    ...(exports !== undefined && { exportsTo: resolve(exports) }),
  }
}

function portNumber(text: string): number {
  const port = wholeNumber(0)(text)
  if (port > 65535) throw new InvalidArgumentError('ports go up to 65535.')
  return port
}

/** @throws {UsageError} where a folder is not there, which may have been meant as a command; or where there is none to open. */
async function foldersOf(named: readonly string[], program: Command): Promise<readonly string[]> {
  for (const [at, name] of named.entries()) {
    const found = await stat(name).catch(() => undefined)
    if (found?.isDirectory() === true) continue
    if (found !== undefined) throw new UsageError(`${name} is no folder; name the folder that it lies in`)
    const meant =
      at > 0
        ? undefined
        : nearestName(
            name,
            program.commands.map((command) => command.name()),
          )
    const hint = meant === undefined ? 'palate --help lists the commands' : `did you mean \`palate ${meant}\`?`
    throw new UsageError(`there is no folder ${name}, and no command of that name; ${hint}`)
  }
  const { folders } = named.length > 0 ? { folders: named } : await readAppMemory(palateHome())
  if (folders.length > 0) return named.map((folder) => resolve(folder))
  throw new UsageError(
    'name a folder of photos to open, such as `palate ~/Pictures`; palate --help shows what else there is',
  )
}

/** Runs until Ctrl-C: the first one ends it cleanly, the second at once. */
async function running(options: ServerOptions, ready: (server: RunningServer) => Promise<void> | void): Promise<void> {
  let end: (() => void) | undefined
  const ended = new Promise<void>((resolveEnd) => (end = resolveEnd))
  let isEnding = false
  const stop = (): void => {
    if (isEnding) process.exit(130)
    isEnding = true
    end!()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  try {
    const server = await startServer(options)
    try {
      if (!isEnding) await ready(server)
      await ended
    } finally {
      await server.close()
    }
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** Where there is no browser to open, the address was printed. */
async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open')
    const child = await open(url)
    child.on('error', () => {})
  } catch {
    process.stdout.write('Open that address in a browser.\n')
  }
}
